import { MarkdownView } from '../parts/markdown-view.js';
import { AnswerActions } from './answer-actions.js';
import { AnswerNotes } from './answer-notes.js';
import type { Behind } from './behind-panel.js';
import { isOpen, type LiveMessage } from './live-message.js';
import { Steps } from './steps.js';

export interface AnswerProps {
  message: LiveMessage;
  family: readonly string[];
  onBehind: (behind: Behind) => void;
}

const REASONS: Record<string, string> = {
  stopped: 'Stopped.',
  length: 'Cut off at the length limit.',
  deadline: 'Cut off: it took too long.',
  server_restart: 'Cut off by a restart of the server.',
  upstream_closed: 'Cut off: the model server closed the connection.',
  upstream_idle: 'Cut off: the model server fell silent.',
};

export function Answer({ message, family, onBehind }: AnswerProps) {
  const { state, content, citations = [] } = message;
  const running = isOpen(message);
  const onCite = (n: number) => {
    const citation = citations.find((one) => one.n === n);
    if (citation) onBehind({ kind: 'source', citation });
  };
  return (
    <article aria-label={message.role === 'assistant' ? 'Answer' : message.role} aria-busy={running}>
      <Steps message={message} />
      {running && !content && !message.waiting?.length && <p class="thinking">Thinking</p>}
      <MarkdownView text={content} cited={citations.map(({ n }) => n)} onCite={onCite} />
      {state === 'incomplete' && <p class="notice">{REASONS[message.reason ?? ''] ?? 'The answer is incomplete.'}</p>}
      {state === 'failed' && <p class="notice problem">{message.error ?? 'The answer failed.'}</p>}
      <AnswerNotes message={message} onBehind={onBehind} />
      {!running && <AnswerActions message={message} family={family} onBehind={onBehind} />}
    </article>
  );
}
