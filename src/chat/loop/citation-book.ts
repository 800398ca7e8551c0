/** Numbers what an answer may cite: the passages of its prompt first, then what tools find while it is written. */
import type { Source } from '../../tools/tool.js';
import type { Citation } from '../turn-event.js';

export class CitationBook {
  private readonly numbers = new Map<string, number>();
  private last: number;

  /** `citations` is added to. */
  constructor(private readonly citations: Citation[]) {
    for (const { n, document_id, chunk_id, url } of citations) {
      this.numbers.set(keyOf({ documentId: document_id, chunkId: chunk_id, url }), n);
    }
    this.last = citations.reduce((highest, { n }) => Math.max(highest, n), 0);
  }

  /** The number of a source; the same source keeps its own. */
  cite(source: Source): number {
    const key = keyOf(source);
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const n = ++this.last;
    this.numbers.set(key, n);
    this.citations.push(toCitation(n, source));
    return n;
  }
}

type Key = { documentId?: string | null; chunkId?: string | null; url?: string };

const keyOf = ({ documentId, chunkId, url }: Key): string => `${documentId ?? ''} ${chunkId ?? ''} ${url ?? ''}`;

function toCitation(n: number, source: Source): Citation {
  const { documentId = null, chunkId = null, title, quote, start = 0, page, url, score = 1 } = source;
  return {
    n,
    document_id: documentId,
    chunk_id: chunkId,
    title,
    quote,
    start,
    end: source.end ?? start + quote.length,
    ...(page && { page }),
    ...(url && { url }),
    score,
  };
}
