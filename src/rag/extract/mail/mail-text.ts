/** Bytes of a mail -> what they were before they were sent, and characters. Pure. */
import { decoderFor, decodeUnnamed } from '../decode-charset.js';

/** Said by programs that do not look at what they send: more than ASCII comes all the same. */
const ASCII = /^(?:us-?)?ascii$/i;

export function decodeMailText(bytes: Uint8Array, charset: string | undefined): string {
  const decoder = charset !== undefined && !ASCII.test(charset) ? decoderFor(charset) : undefined;
  return decoder ? decoder.decode(bytes) : decodeUnnamed(bytes);
}

/** RFC 2045, section 6: what a part was put into to pass through mail. Characters that do not belong there are passed over. */
export function decodeTransfer(body: Buffer, encoding: string): Buffer {
  if (encoding === 'quoted-printable') return unquoted(body);
  if (encoding !== 'base64') return body;
  // Some programs close every line: each stretch up to an equals sign is one by itself.
  const stretches = body
    .toString('latin1')
    .split(/=+/)
    .filter((stretch) => /\S/.test(stretch));
  const decoded = stretches.map((stretch) => Buffer.from(stretch, 'base64'));
  return decoded.length === 1 ? decoded[0]! : Buffer.concat(decoded);
}

/** `=C3=A9` -> the two bytes, each as a character. */
export function decodeHex(text: string, mark: RegExp): string {
  return text.replace(mark, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

const LF = 0x0a;
const EQUALS = 0x3d;
/** Space, tab and carriage return: at the end of a line they were added on the way. */
const BLANK = new Set([0x20, 0x09, 0x0d]);

/** A line that ends in `=` goes on in the next. */
function unquoted(body: Buffer): Buffer {
  const text = Buffer.allocUnsafeSlow(body.length);
  let size = 0;
  for (let at = 0; at < body.length;) {
    const newline = body.indexOf(LF, at);
    const next = newline < 0 ? body.length : newline + 1;
    let end = newline < 0 ? body.length : newline;
    while (end > at && BLANK.has(body[end - 1]!)) end--;
    const goesOn = end > at && body[end - 1] === EQUALS;
    if (goesOn) end--;
    for (; at < end; at++) {
      const byte = body[at] === EQUALS ? hexAt(body, at + 1) : undefined;
      text[size++] = byte ?? body[at]!;
      if (byte !== undefined) at += 2;
    }
    if (!goesOn && newline >= 0) text[size++] = LF;
    at = next;
  }
  return text.subarray(0, size);
}

/** Undefined where no two hexadecimal digits stand. */
function hexAt(body: Buffer, at: number): number | undefined {
  const digits = body.toString('latin1', at, at + 2);
  return /^[0-9a-f]{2}$/i.test(digits) ? Number.parseInt(digits, 16) : undefined;
}
