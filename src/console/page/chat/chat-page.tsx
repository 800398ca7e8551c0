/** The chat: conversations on the left (in the shell), the thread, and what stands behind an answer on the right. */
import { useEffect, useState } from 'preact/hooks';
import { useStore } from '../state/store.js';
import { attempt } from '../state/toasts.js';
import type { Message } from '../api/types.js';
import { BehindPanel, type Behind } from './behind-panel.js';
import { Composer } from './composer.js';
import { chat, lookAgain } from './chat-state.js';
import { isOpen } from './live-message.js';
import { pathTo } from './message-tree.js';
import { Thread } from './thread.js';

function lookAgainOnReturn(): () => void {
  const look = () => void lookAgain();
  document.addEventListener('visibilitychange', look);
  window.addEventListener('focus', look);
  return () => {
    document.removeEventListener('visibilitychange', look);
    window.removeEventListener('focus', look);
  };
}

export function ChatPage({ sessionId }: { sessionId: string | null }) {
  const { messages, leafId, loading, reaching, problem, pending } = useStore(chat.state);
  const [behind, setBehind] = useState<Behind | null>(null);
  useEffect(() => {
    setBehind(null);
    if (sessionId !== chat.state.value.sessionId) void chat.open(sessionId);
  }, [sessionId]);
  useEffect(lookAgainOnReturn, []);
  const path = pathTo(messages, leafId);
  const running = path.find(isOpen);
  const onStop = (message: Message) => void attempt(() => chat.stop(message.turn_id ?? ''));
  return (
    <div class={behind ? 'chat with-panel' : 'chat'}>
      <section class="talk" aria-label="Conversation">
        {problem && (
          <p class="notice problem" role="alert">
            {problem}{' '}
            <button type="button" class="button" onClick={() => void chat.open(sessionId)}>
              Try again
            </button>
          </p>
        )}
        <Thread
          messages={messages}
          path={path}
          pending={pending}
          loading={loading}
          reaching={reaching === true}
          onBehind={setBehind}
        />
        <Composer running={running} busy={pending !== undefined || loading || problem !== undefined} onStop={onStop} />
      </section>
      {behind && <BehindPanel behind={behind} onChange={setBehind} />}
    </div>
  );
}
