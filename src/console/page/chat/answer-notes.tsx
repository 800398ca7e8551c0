/** Beneath an answer: the sources it had, what was remembered, and what could not be asked. */
import type { Citation } from '../api/types.js';
import type { Behind } from './behind-panel.js';
import { isOpen, type LiveMessage } from './live-message.js';
import { whatIsMissing } from './what-is-missing.js';

export interface AnswerNotesProps {
  message: LiveMessage;
  onBehind: (behind: Behind) => void;
}

export function AnswerNotes({ message, onBehind }: AnswerNotesProps) {
  const { citations = [], memories = [], missing = [] } = message;
  // Until the end nobody knows which are cited.
  const open = isOpen(message);
  const cited = citations.filter((citation) => !open && citation.cited);
  const others = citations.filter((citation) => !open && !citation.cited);
  return (
    <>
      <Sources citations={cited} label="Sources" onBehind={onBehind} />
      {missing.length > 0 && <p class="notice">{whatIsMissing(missing)}</p>}
      {!open && memories.length > 0 && (
        <details class="recalled">
          <summary>{memories.length === 1 ? '1 memory used' : `${memories.length} memories used`}</summary>
          <ul>
            {memories.map(({ id, content }) => (
              <li key={id}>{content}</li>
            ))}
          </ul>
        </details>
      )}
      {others.length > 0 && (
        <details class="recalled">
          <summary>{others.length === 1 ? '1 more passage read' : `${others.length} more passages read`}</summary>
          <Sources citations={others} label="Passages read and not cited" onBehind={onBehind} />
        </details>
      )}
    </>
  );
}

interface SourcesProps {
  citations: readonly Citation[];
  label: string;
  onBehind: (behind: Behind) => void;
}

function Sources({ citations, label, onBehind }: SourcesProps) {
  if (!citations.length) return null;
  return (
    <ul class="sources" aria-label={label}>
      {citations.map((citation) => (
        <li key={citation.n}>
          <SourceChip citation={citation} onBehind={onBehind} />
        </li>
      ))}
    </ul>
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
