/** Reads newline-delimited JSON as it arrives, a line at a time, at the pace of whoever consumes it. Source: ndjson.org. */
import type { Readable } from 'node:stream';
import { AppError } from '../common/app-error.js';

/** Published limits of every NDJSON route, in bytes. */
export const NDJSON_BYTES = 64 * 1024 * 1024;
export const NDJSON_LINE_BYTES = 1024 * 1024;

export interface NdjsonLine {
  /** From 1, as editors count. */
  line: number;
  /** Absent where the line is longer than allowed. */
  text?: string;
}

const NEWLINE = 10;

/** Yields each line that is not blank. Throws payload_too_large once the whole is longer than `most` bytes. */
export async function* ndjsonLines(
  body: Readable,
  most = NDJSON_BYTES,
  mostALine = NDJSON_LINE_BYTES,
): AsyncGenerator<NdjsonLine> {
  let pieces: Buffer[] = [];
  let length = 0;
  let total = 0;
  let line = 0;
  const take = (): NdjsonLine | undefined => {
    line++;
    const text = length > mostALine ? undefined : Buffer.concat(pieces).toString('utf8');
    pieces = [];
    length = 0;
    return text === undefined || text.trim() ? { line, text } : undefined;
  };
  for await (const chunk of body as AsyncIterable<Buffer>) {
    total += chunk.length;
    if (total > most) throw new AppError('payload_too_large');
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      length += end - from;
      if (length <= mostALine) pieces.push(chunk.subarray(from, end));
      const taken = take();
      if (taken) yield taken;
      from = end + 1;
    }
    length += chunk.length - from;
    // A line that is too long already is counted, not kept.
    if (length <= mostALine) pieces.push(chunk.subarray(from));
    else pieces = [];
  }
  if (length) {
    const taken = take();
    if (taken) yield taken;
  }
}
