/** The shown branch from the first message down; stays at the end while one is there. */
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Message } from '../api/types.js';
import type { Behind } from './behind-panel.js';
import { families, type Messages } from './message-tree.js';
import { MessageRow } from './message-row.js';
import { Progress } from './progress.js';
import { Welcome } from './welcome.js';

export interface ThreadProps {
  messages: Messages;
  path: readonly Message[];
  pending?: string;
  loading: boolean;
  onBehind: (behind: Behind) => void;
}

/** How near the end counts as being there. */
const NEAR_PX = 80;

export function Thread({ messages, path, pending, loading, onBehind }: ThreadProps) {
  const host = useRef<HTMLDivElement>(null);
  const familyOf = useMemo(() => families(messages), [messages]);
  useStayAtEnd(host, path[0]?.session_id);
  if (!path.length && pending === undefined) {
    return <div class="thread">{loading ? <p class="quiet loading">Loading…</p> : <Welcome />}</div>;
  }
  return (
    <div class="thread" ref={host} tabIndex={0} role="region" aria-label="Messages">
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

/** Follows growing content by observing it, so that also late drawing moves the view. */
function useStayAtEnd(host: { current: HTMLDivElement | null }, sessionId: string | undefined): void {
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    atEnd.current = true;
  }, [sessionId]);
  useEffect(() => {
    const element = host.current;
    const content = element?.firstElementChild;
    if (!element || !content) return;
    const toEnd = () => atEnd.current && element.scrollTo({ top: element.scrollHeight });
    const note = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
    };
    const growth = new ResizeObserver(toEnd);
    growth.observe(content);
    element.addEventListener('scroll', note, { passive: true });
    toEnd();
    return () => {
      growth.disconnect();
      element.removeEventListener('scroll', note);
    };
  }, [sessionId, host.current]);
}
