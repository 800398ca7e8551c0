/** Splits a stream of bytes into lines, holding no more than one line of memory. It must not know what is in them. */

import { AppError } from '../common/app-error.js';

/** A line without its end; `text` is absent where it was longer than allowed. Numbered from 1, empty lines counted. */
export interface NdjsonLine {
  number: number;
  text?: string;
}

/** Published limits of every NDJSON route, in bytes. */
export const NDJSON_BYTES = 64 * 1024 * 1024;
export const NDJSON_LINE_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

export async function* ndjsonLines(source: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<NdjsonLine> {
  let parts: Uint8Array[] = [];
  let size = 0;
  let number = 0;
  const take = (): NdjsonLine => {
    const line = size > longest ? { number: ++number } : { number: ++number, text: decode(parts, size) };
    parts = [];
    size = 0;
    return line;
  };
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length;) {
      const newline = chunk.indexOf(NEWLINE, at);
      const end = newline < 0 ? chunk.length : newline;
      size += end - at;
      // What is too long is counted, not kept.
      if (size <= longest) parts.push(chunk.subarray(at, end));
      else parts = [];
      if (newline >= 0) yield take();
      at = end + 1;
    }
  }
  if (size > 0) yield take();
}

function decode(parts: readonly Uint8Array[], size: number): string {
  return Buffer.concat(parts, size).toString('utf8').trim();
}

/** The same bytes, until there are more than NDJSON_BYTES of them. */
export async function* withinNdjsonLimit(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > NDJSON_BYTES)
      throw new AppError('payload_too_large', 'An import may have 64 MB; send the rest in another.');
    yield chunk;
  }
}
