// Plain text (ASCII, as nearly all of it is) as bytes: read at a third of what reading a string takes.
import { LONGEST_KNOWN } from './known-words.js';

/** A longer text is not read at once. Characters. */
const LONGEST = 1 << 16;
/** Bytes that may be read after the last: those of the longest word that is read at once. */
const BEYOND = LONGEST_KNOWN;

/** A text of ASCII characters, each a byte at its own place. */
export interface PlainText {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly length: number;
}

const encoder = new TextEncoder();
const bytes = new Uint8Array(LONGEST + BEYOND);
const view = new DataView(bytes.buffer);

/** The text as bytes, valid until the next call; undefined where it is long or has other characters than ASCII. */
export function plainText(text: string): PlainText | undefined {
  if (text.length > LONGEST) return undefined;
  // Any other character takes more bytes than it has code units.
  const { written } = encoder.encodeInto(text, bytes);
  return written === text.length ? { bytes, view, length: written } : undefined;
}
