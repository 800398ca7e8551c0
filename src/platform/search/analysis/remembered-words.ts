// One string for every spelling met lately, so that a word of plain letters is found in the text and not made anew.

/** A spelling that comes to a taken slot takes it over: most words of a text are a few thousand. */
const SLOTS = 1 << 15;
/** Longer ones are rare, and mostly data. */
export const LONGEST_REMEMBERED = 32;
/** From this length on a substring keeps the whole text it was cut from in memory. */
const SHARES_TEXT = 13;

const hashes = new Uint32Array(SLOTS);
const words: string[] = new Array<string>(SLOTS).fill('');

/** What a hash begins with, and how one more code unit of ASCII letters and digits goes into it, whatever its case. */
export const NO_HASH = 0x811c9dc5;
export const hashWith = (hash: number, code: number): number => Math.imul(hash ^ (code | 0x20), 0x01000193);

/** The ASCII word at `from` in lower case; `hash` is that of its letters. */
export function wordAt(text: string, from: number, to: number, hash: number): string {
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  const known = words[slot]!;
  if (hashes[slot] === hash >>> 0 && isAt(text, from, to, known)) return known;
  const word = copyOf(text.slice(from, to).toLowerCase());
  hashes[slot] = hash >>> 0;
  words[slot] = word;
  return word;
}

function isAt(text: string, from: number, to: number, word: string): boolean {
  if (word.length !== to - from) return false;
  for (let i = 0; i < word.length; i++) if (word.charCodeAt(i) !== (text.charCodeAt(from + i) | 0x20)) return false;
  return true;
}

const copyOf = (word: string): string =>
  word.length < SHARES_TEXT ? word : Buffer.from(word, 'latin1').toString('latin1');
