/** A document's text around a citation, scrolled to the sentence. */
import { useEffect, useRef } from 'preact/hooks';
import type { Citation } from '../api/types.js';
import { useLoaded } from '../state/use-loaded.js';
import { loadSource } from './source-text.js';

export function SourceView({ citation }: { citation: Citation }) {
  const { value, problem, loading } = useLoaded((signal) => loadSource(citation, signal), [citation.chunk_id]);
  const mark = useRef<HTMLElement>(null);
  useEffect(() => {
    mark.current?.scrollIntoView({ block: 'center' });
  }, [value]);
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
