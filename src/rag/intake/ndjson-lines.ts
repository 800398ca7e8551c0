/** Splits a stream of bytes into lines, holding no more than one line of memory. It must not know what is in them. */

/** A line without its end; `text` is absent where it was longer than allowed. Numbered from 1, empty lines counted. */
export interface NdjsonLine {
  number: number;
  text?: string;
}

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
