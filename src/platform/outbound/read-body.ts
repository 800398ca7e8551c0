/** Reads a response body, unpacked, up to a number of bytes. */
import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { AppError } from '../../common/app-error.js';
import { sizeText } from '../../common/size-text.js';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
/** Nobody packs a page more than once for good reasons. */
const MOST_LAYERS = 2;

export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

/** Counts what comes out of the last decoder, so a bomb costs no more than what was allowed. Throws `document_too_large`. */
export async function readBody(body: Readable, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const streams = [body, ...decodersFor(encoding)];
  for (let i = 1; i < streams.length; i++) connect(streams[i - 1]!, streams[i] as Transform);
  try {
    return await collect(streams.at(-1)!, maxBytes);
  } finally {
    for (const stream of streams) stream.destroy();
  }
}

async function collect(stream: Readable, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > maxBytes) throw new AppError('document_too_large', `The answer has more than ${sizeText(maxBytes)}.`);
    parts.push(part);
  }
  return Buffer.concat(parts, bytes);
}

function decodersFor(encoding: string | undefined): Transform[] {
  const names = (encoding ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > MOST_LAYERS) throw new AppError('fetch_failed', 'The answer is packed too many times.');
  return names.reverse().map((name) => {
    const decoder = DECODERS[name];
    if (!decoder) throw new AppError('fetch_failed', 'The answer is packed in a way this server cannot read.');
    return decoder();
  });
}

/** An error upstream ends what is downstream; `pipe` alone would leave it waiting. */
function connect(from: Readable, to: Transform): void {
  from.on('error', (error) => to.destroy(error));
  from.pipe(to);
}
