/** Bytes -> text, by byte order mark or as UTF-8. Pure. */
import { AppError } from '../../common/app-error.js';

/** The encoding a file says it has by its first bytes. */
export function encodingOf(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

/**
 * The text without its byte order mark, or marks. Throws `invalid_encoding` where the bytes are not what they say. U+0000, which
 * PostgreSQL cannot store, becomes U+FFFD: the length stays, so offsets do too.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true })
      .decode(bytes)
      .replace(/^\ufeff+/, '')
      .replaceAll('\0', '\ufffd');
  } catch (error) {
    throw new AppError('invalid_encoding', `The text is not valid ${encoding.toUpperCase()}.`, { cause: error });
  }
}
