/** The shown branch, from as far back as was read; stays at the end while one is there, and reads on before its beginning. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Message } from '../api/types.js';
import type { Behind } from './behind-panel.js';
import { attempt } from '../state/toasts.js';
import { chat } from './chat-state.js';
import { beforeAll, families, type Messages } from './message-tree.js';
import { MessageRow } from './message-row.js';
import { Progress } from './progress.js';
import { useScrollPlace } from './use-scroll-place.js';
import { Welcome } from './welcome.js';

export interface ThreadProps {
  messages: Messages;
  path: readonly Message[];
  pending?: string;
  loading: boolean;
  /** Earlier messages are on their way. */
  reaching: boolean;
  onBehind: (behind: Behind) => void;
}

export function Thread({ messages, path, pending, loading, reaching, onBehind }: ThreadProps) {
  const host = useRef<HTMLDivElement>(null);
  const familyOf = useMemo(() => families(messages), [messages]);
  useScrollPlace(host, path[0]?.session_id, path[0]?.id);
  if (!path.length && pending === undefined) {
    return <div class="thread">{loading ? <p class="quiet loading">Loading…</p> : <Welcome />}</div>;
  }
  return (
    <div class="thread" ref={host} tabIndex={0} role="region" aria-label="Messages">
      {beforeAll(path) && <Earlier reaching={reaching} />}
      <ol class="messages">
        {path.map((message) => (
          <MessageRow key={message.id} message={message} family={familyOf(message)} onBehind={onBehind} />
        ))}
        {pending && (
          <li class="user pending" key="pending">
            <div class="bubble">{pending}</div>
          </li>
        )}
      </ol>
      <Progress message={path.at(-1)} />
    </div>
  );
}

/** Reads on when it comes into view; a button, for whoever does not scroll. */
function Earlier({ reaching }: { reaching: boolean }) {
  const button = useRef<HTMLButtonElement>(null);
  const [failed, setFailed] = useState(false);
  const reach = async () => {
    const read = await attempt(async () => {
      await chat.reachBack();
      return true;
    });
    setFailed(!read);
  };
  useEffect(() => {
    // What has failed while it was in view is tried again when somebody asks.
    if (!button.current || reaching || failed) return;
    const sight = new IntersectionObserver(([entry]) => entry?.isIntersecting && void reach());
    sight.observe(button.current);
    return () => sight.disconnect();
  }, [reaching, failed]);
  return (
    <p class="earlier">
      <button type="button" class="button" ref={button} disabled={reaching} onClick={() => void reach()}>
        {reaching ? 'Loading…' : 'Earlier messages'}
      </button>
    </p>
  );
}
