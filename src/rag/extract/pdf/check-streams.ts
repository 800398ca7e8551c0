/** Looks through the packed streams of a PDF before anything unpacks them for good: a bomb is told by what comes out. */
import { inflateSync } from 'node:zlib';
import { AppError } from '../../../common/app-error.js';

/** Bytes of one unpacked stream: a page's drawing has thousands, a font some millions. Pictures are not unpacked. */
const LARGEST = 16 * 1024 * 1024;
const STREAM = Buffer.from('stream');
/** The dictionary of a stream stands before it. */
const DICTIONARY = 1024;
const MOST_LAYERS = 4;

/** Throws `document_too_large`. What is damaged or packed in another way is left to the reader. */
export function checkStreams(bytes: Buffer): void {
  for (let at = bytes.indexOf(STREAM); at >= 0; at = bytes.indexOf(STREAM, at + STREAM.length)) {
    if (bytes.toString('latin1', Math.max(0, at - 3), at) === 'end') continue;
    const dictionary = dictionaryBefore(bytes, at);
    if (/\/Image\b/.test(dictionary)) continue;
    const layers = dictionary.match(/\/(?:FlateDecode|Fl)\b/g)?.length ?? 0;
    let data: Buffer = bytes.subarray(startOf(bytes, at + STREAM.length));
    for (let layer = 0; layer < Math.min(layers, MOST_LAYERS); layer++) {
      const inner = unpacked(data);
      if (!inner) break;
      data = inner;
    }
  }
}

function dictionaryBefore(bytes: Buffer, at: number): string {
  const text = bytes.toString('latin1', Math.max(0, at - DICTIONARY), at);
  return text.slice(Math.max(0, text.lastIndexOf(' obj')));
}

/** Behind the line end that follows the keyword. */
function startOf(bytes: Buffer, at: number): number {
  if (bytes[at] === 0x0d) at++;
  return bytes[at] === 0x0a ? at + 1 : at;
}

function unpacked(data: Buffer): Buffer | undefined {
  try {
    return inflateSync(data, { maxOutputLength: LARGEST });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') return undefined;
    throw new AppError('document_too_large', 'The PDF unpacks to far more than a document has.', { cause: error });
  }
}
