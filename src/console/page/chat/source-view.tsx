/** A document's text around a citation, scrolled to the sentence. */
import { useEffect, useRef } from 'preact/hooks';
import type { Citation } from '../api/types.js';
import { useLoaded } from '../state/use-loaded.js';
import { loadSource } from './source-text.js';

/** One passage may bear out another sentence in each answer. */
export const placeOf = ({ chunk_id, start, end }: Citation): string => `${chunk_id} ${start} ${end}`;

/** `asked` is another object each time somebody asks: then the sentence comes into view again. */
export function SourceView({ citation, asked }: { citation: Citation; asked: object }) {
  const { value, problem, loading } = useLoaded((signal) => loadSource(citation, signal), [placeOf(citation)]);
  const mark = useRef<HTMLElement>(null);
  useEffect(() => {
    mark.current?.scrollIntoView({ block: 'center' });
  }, [value, asked]);
  return (
    <div class="source">
      {citation.page !== undefined && <p class="quiet small">Page {citation.page}</p>}
      {problem && (
        <>
          <p class="notice problem">{problem}</p>
          <blockquote>{citation.quote}</blockquote>
        </>
      )}
      {loading && <p class="quiet">Loading…</p>}
      {value && (
        <div class="source-text">
          {value.cutBefore && <p class="quiet small">Earlier text is left out.</p>}
          {value.before}
          <mark ref={mark}>{value.quote}</mark>
          {value.after}
        </div>
      )}
    </div>
  );
}
