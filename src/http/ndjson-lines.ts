/** Splits a stream of bytes into lines, holding no more than one line of memory. It must not know what is in them. */
import { isUtf8 } from 'node:buffer';
import { AppError } from '../common/app-error.js';

/** A line without its end, or why there is none to be had. Numbered from 1, empty lines counted. */
export type NdjsonLine = { number: number } & (
  { text: string; fault?: undefined } | { text?: undefined; fault: AppError }
);

/** Published limits of every NDJSON route, in bytes. */
export const NDJSON_BYTES = 64 * 1024 * 1024;
export const NDJSON_LINE_BYTES = 1024 * 1024;

const NEWLINE = 0x0a;

export async function* ndjsonLines(source: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<NdjsonLine> {
  let parts: Uint8Array[] = [];
  let size = 0;
  let number = 0;
  const take = (): NdjsonLine => {
    const line = size > longest ? { fault: tooLong(longest) } : decode(Buffer.concat(parts, size));
    parts = [];
    size = 0;
    return { number: ++number, ...line };
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

/** JSON is UTF-8 (RFC 8259, section 8.1); anything else would be saved as replacement characters. */
function decode(line: Buffer): { text: string } | { fault: AppError } {
  if (!isUtf8(line)) return { fault: new AppError('invalid_encoding', 'The line is not valid UTF-8.') };
  return { text: line.toString('utf8').trim() };
}

function tooLong(longest: number): AppError {
  return new AppError('payload_too_large', `The line is longer than ${Math.floor(longest / 1024 / 1024)} MB.`);
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
