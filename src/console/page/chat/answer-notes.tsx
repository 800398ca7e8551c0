/** Beneath an answer: the sources it had, what was remembered, and what could not be asked. */
import type { Citation } from '../api/types.js';
import type { Behind } from './behind-panel.js';
import type { LiveMessage } from './live-message.js';

export interface AnswerNotesProps {
  message: LiveMessage;
  onBehind: (behind: Behind) => void;
}

export function AnswerNotes({ message, onBehind }: AnswerNotesProps) {
  const { citations = [], memories = [], missing = [], state } = message;
  const cited = citations.filter((citation) => citation.cited);
  // Until the end nobody knows which are cited; then the others are one click away.
  const shown = state === 'running' ? [] : cited;
  return (
    <>
      {shown.length > 0 && (
        <ul class="sources" aria-label="Sources">
          {shown.map((citation) => (
            <li key={citation.n}>
              <SourceChip citation={citation} onBehind={onBehind} />
            </li>
          ))}
        </ul>
      )}
      {missing.length > 0 && <p class="notice">Not consulted in time: {missing.join(', ')}.</p>}
      {state !== 'running' && memories.length > 0 && (
        <details class="recalled">
          <summary>{memories.length === 1 ? '1 memory used' : `${memories.length} memories used`}</summary>
          <ul>
            {memories.map(({ id, content }) => (
              <li key={id}>{content}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function SourceChip({ citation, onBehind }: { citation: Citation; onBehind: (behind: Behind) => void }) {
  const { n, title, page } = citation;
  return (
    <button type="button" class="source-chip" onClick={() => onBehind({ kind: 'source', citation })}>
      <span class="number">{n}</span>
      <span class="title">{title}</span>
      {page !== undefined && <span class="quiet">p. {page}</span>}
    </button>
  );
}
