/** Text -> chunks with ids, pausing now and then so that a long text does not hold up everybody else. */
import { newId } from '../../common/ids.js';
import { chunksOf } from '../chunking/chunks.js';
import type { SourceText } from './document-source.js';

export interface NewChunk {
  id: string;
  ordinal: number;
  heading: string | null;
  text: string;
  start: number;
  end: number;
  page: number | null;
}

/** Milliseconds of the event loop taken at a time. */
const SLICE_MS = 6;

export async function cutDocument({ text, layout, pages }: SourceText, signal: AbortSignal): Promise<NewChunk[]> {
  const chunks: NewChunk[] = [];
  let since = performance.now();
  let at = 0;
  for (const chunk of chunksOf(text, { layout, parts: pages })) {
    if (chunk) {
      const { start, end, heading } = chunk;
      while (pages && at < pages.length - 1 && pages[at]!.end <= start) at++;
      const page = pages?.[at]?.page ?? null;
      chunks.push({ id: newId(), ordinal: chunks.length, heading, text: text.slice(start, end), start, end, page });
    }
    if ((!chunk || chunks.length % 16 === 0) && performance.now() - since > SLICE_MS) {
      await new Promise((resume) => setImmediate(resume));
      signal.throwIfAborted();
      since = performance.now();
    }
  }
  return chunks;
}
