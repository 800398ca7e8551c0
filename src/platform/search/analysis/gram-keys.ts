// The grams of gramsOf() as numbers, read from a word's UTF-8 bytes: for looking through thousands of words in a query.
import { gramsOf } from './grams-of.js';

const MARK = 0x5f;
const SIZE = 4;

/** By UTF-16 code unit: 0 not known yet, ALPHABETIC, or another script's (and halves of pairs). */
const scripts = new Uint8Array(0x10000);
const ALPHABETIC = 1;
const OTHER = 2;
let units = new Uint16Array(64);

/** One number a gram: its bytes where it is ASCII, else a hash with the highest bit set. */
export function gramKey(gram: string): number {
  for (let at = 0; at < gram.length; at++) units[at] = gram.charCodeAt(at);
  return keyOf(0, gram.length);
}

/**
 * Writes the keys of a word's grams into `keys`, which must have room for one a byte and one more, and gives their
 * number. A gram that the word has twice may come twice.
 */
export function readGramKeys(bytes: Uint8Array, from: number, to: number, keys: Uint32Array): number {
  let key = MARK;
  let count = 0;
  for (let at = from; at <= to; at++) {
    const byte = at === to ? MARK : bytes[at]!;
    if (at < to && (byte < 0x61 || byte > 0x7a)) return byte < 0x80 ? 0 : readUnits(bytes, from, to, keys);
    key = (key << 8) | byte;
    if (at - from >= SIZE - 2) keys[count++] = key >>> 0;
  }
  // A word of one letter is one gram of three characters.
  if (to - from === 1) keys[count++] = key >>> 0;
  return count;
}

function readUnits(bytes: Uint8Array, from: number, to: number, keys: Uint32Array): number {
  if (units.length < to - from + 2) units = new Uint16Array((to - from + 2) * 2);
  let size = 0;
  units[size++] = MARK;
  for (let at = from; at < to;) {
    const byte = bytes[at++]!;
    let unit = byte;
    // Beyond three bytes there is no script that gramsOf() cuts.
    if (byte >= 0xf0) return 0;
    if (byte >= 0xe0) unit = ((byte & 15) << 12) | ((bytes[at++]! & 63) << 6) | (bytes[at++]! & 63);
    else if (byte >= 0x80) unit = ((byte & 31) << 6) | (bytes[at++]! & 63);
    if (scriptOf(unit) === OTHER) return 0;
    units[size++] = unit;
  }
  units[size++] = MARK;
  const length = Math.min(SIZE, size);
  const count = size - length + 1;
  for (let at = 0; at < count; at++) keys[at] = keyOf(at, at + length);
  return count;
}

function scriptOf(unit: number): number {
  return (scripts[unit] ||= gramsOf(String.fromCharCode(unit)).length > 0 ? ALPHABETIC : OTHER);
}

/** Of the code units from..to; beyond ASCII FNV-1a. */
function keyOf(from: number, to: number): number {
  let packed = 0;
  let hash = 0x811c9dc5;
  let seen = 0;
  for (let at = from; at < to; at++) {
    const unit = units[at]!;
    seen |= unit;
    packed = (packed << 8) | unit;
    hash = Math.imul(hash ^ unit, 0x01000193);
  }
  return seen < 0x80 ? packed >>> 0 : ((hash ^ (hash >>> 13)) | 0x80000000) >>> 0;
}
