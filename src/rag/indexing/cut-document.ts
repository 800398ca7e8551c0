/** Text -> chunks with ids, pausing now and then so that a long text does not hold up everybody else. */
import { newId } from '../../common/ids.js';
import { chunksOf } from '../chunking/chunks.js';

export interface NewChunk {
  id: string;
  ordinal: number;
  heading: string | null;
  text: string;
  start: number;
  end: number;
}

/** Milliseconds of the event loop taken at a time. */
const SLICE_MS = 6;
const MARKDOWN = new Set(['text/markdown']);

export async function cutDocument(text: string, mime: string, signal: AbortSignal): Promise<NewChunk[]> {
  const chunks: NewChunk[] = [];
  let since = performance.now();
  for (const { start, end, heading } of chunksOf(text, { markdown: MARKDOWN.has(mime) })) {
    chunks.push({ id: newId(), ordinal: chunks.length, heading, text: text.slice(start, end), start, end });
    if (chunks.length % 16 === 0 && performance.now() - since > SLICE_MS) {
      await new Promise((resume) => setImmediate(resume));
      signal.throwIfAborted();
      since = performance.now();
    }
  }
  return chunks;
}
