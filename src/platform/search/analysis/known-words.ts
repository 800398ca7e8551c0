// One string for every spelling met lately, so that a word of plain letters is found in the text and not made anew.

/** So many are known; with one more all are forgotten. Most words of a text are a few thousand. */
const MOST = 1 << 15;
/** Longer words are rare, and mostly data. Characters. */
export const LONGEST_KNOWN = 16;
/** Turns a letter into its small one and leaves digits as they are, four characters at a time. */
const SMALL_LETTERS = 0x20202020;

/** For each length of a word what is left of its characters, four in each of four numbers. */
const MASKS = Int32Array.from({ length: (LONGEST_KNOWN + 1) * 4 }, (_, at) => {
  const left = (at >> 2) - (at & 3) * 4;
  return left >= 4 ? -1 : left > 0 ? (1 << (left * 8)) - 1 : 0;
});

/** By hash: the number of a spelling + 1, or 0. Half of it stays free, and it is read a step at a time. */
const slots = new Uint16Array(MOST * 2);
/** The characters of each spelling, four in each of four numbers, zeros after the last. Close together, for the caches. */
const characters = new Int32Array(MOST * 4);
const words: string[] = [];
/** Numbers below were those of words that are forgotten: none is given twice (after 2³¹ words, so late that it may be). */
let first = 0;

/** The spelling of a number, until it is forgotten at the next look-up. */
export const knownWord = (number: number): string => words[number - first]!;

/**
 * The number of the word of ASCII letters and digits, at most LONGEST_KNOWN, at these bytes, whatever their case. As many
 * bytes as it could have are read, however few it has.
 */
export function numberOfBytes(bytes: DataView, from: number, to: number): number {
  const length = to - from;
  // No question is asked of the length: half the answers would be guessed wrongly.
  const mask = length << 2;
  const a = (bytes.getInt32(from, true) | SMALL_LETTERS) & MASKS[mask]!;
  const b = (bytes.getInt32(from + 4, true) | SMALL_LETTERS) & MASKS[mask + 1]!;
  const c = (bytes.getInt32(from + 8, true) | SMALL_LETTERS) & MASKS[mask + 2]!;
  const d = (bytes.getInt32(from + 12, true) | SMALL_LETTERS) & MASKS[mask + 3]!;
  return numberOf(a, b, c, d, length);
}

/** The same for a word in a text. */
export function numberInText(text: string, from: number, to: number): number {
  const length = to - from;
  const a = fourAt(text, from, to);
  const b = length > 4 ? fourAt(text, from + 4, to) : 0;
  const c = length > 8 ? fourAt(text, from + 8, to) : 0;
  const d = length > 12 ? fourAt(text, from + 12, to) : 0;
  return numberOf(a, b, c, d, length);
}

function fourAt(text: string, from: number, to: number): number {
  let four = 0;
  for (let at = Math.min(from + 4, to) - 1; at >= from; at--) four = (four << 8) | text.charCodeAt(at) | 0x20;
  return four;
}

function numberOf(a: number, b: number, c: number, d: number, length: number): number {
  let slot = slotOf(a, b, c, d);
  for (let number = slots[slot]!; number !== 0; number = slots[slot]!) {
    const at = (number - 1) << 2;
    if (characters[at] === a && characters[at + 1] === b && characters[at + 2] === c && characters[at + 3] === d)
      return first + number - 1;
    slot = (slot + 1) & (slots.length - 1);
  }
  return learn([a, b, c, d], length);
}

function slotOf(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d) ^ Math.imul(d, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) & (slots.length - 1);
}

function learn(spelling: [number, number, number, number], length: number): number {
  if (words.length === MOST) {
    first = (first + MOST) & 0x7fffffff;
    words.length = 0;
    slots.fill(0);
  }
  characters.set(spelling, words.length << 2);
  let slot = slotOf(...spelling);
  while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
  slots[slot] = words.push(Buffer.from(Int32Array.from(spelling).buffer, 0, length).toString('latin1'));
  return first + words.length - 1;
}
