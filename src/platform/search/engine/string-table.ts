const encoder = new TextEncoder();
const decoder = new TextDecoder();

const FNV_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a with a final mix, over UTF-8 bytes. */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = FNV_BASIS;
  for (let i = from; i < to; i++) hash = Math.imul(hash ^ bytes[i]!, FNV_PRIME);
  return mixed(hash);
}

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (once ^ (once >>> 13)) >>> 0;
}

/** The string of these UTF-8 bytes. */
export function decode(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    // TextDecoder costs 300 ns a call; nearly all words are short ASCII. slice: it refuses shared memory.
    if (byte > 127) return decoder.decode(bytes.slice(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

/** A string prepared for look-ups in many tables. */
export interface TableKey {
  string: string;
  /** In UTF-8; undefined where all of it is ASCII, so that each character is its byte. */
  bytes: Uint8Array | undefined;
  hash: number;
}

export function tableKey(string: string): TableKey {
  let hash = FNV_BASIS;
  for (let at = 0; at < string.length; at++) {
    const code = string.charCodeAt(at);
    if (code > 127) return encodedKey(string);
    hash = Math.imul(hash ^ code, FNV_PRIME);
  }
  // Nearly all: encoding one takes longer than looking it up.
  return { string, bytes: undefined, hash: mixed(hash) };
}

function encodedKey(string: string): TableKey {
  const bytes = encoder.encode(string);
  return { string, bytes, hash: hashBytes(bytes, 0, bytes.length) };
}

/** First slot to look at: the hash scaled to the table, so that tables need not be powers of two. */
export const slotOf = (hash: number, capacity: number): number => Math.floor((hash / 0x1_0000_0000) * capacity);

/** The three arrays a table of strings is stored as. */
export interface StringTableParts {
  /** count + 1 offsets into `bytes`. */
  offsets: Uint32Array;
  bytes: Uint8Array;
  /** Open addressing with linear probing; 0 is empty, else number + 1. A quarter is free. */
  slots: Uint32Array;
}

/** Numbered strings, found by hash without decoding the others. */
export class StringTable {
  constructor(readonly parts: StringTableParts) {}

  get count(): number {
    return this.parts.offsets.length - 1;
  }

  at(number: number): string {
    const { bytes, offsets } = this.parts;
    return decode(bytes, offsets[number]!, offsets[number + 1]!);
  }

  /** The number of a string, -1 when it is not in the table. */
  find(key: TableKey): number {
    const { slots } = this.parts;
    let slot = slotOf(key.hash, slots.length);
    for (let number = slots[slot]!; number !== 0; number = slots[slot]!) {
      if (this.equals(number - 1, key)) return number - 1;
      slot = slot + 1 === slots.length ? 0 : slot + 1;
    }
    return -1;
  }

  private equals(number: number, { string, bytes: wanted }: TableKey): boolean {
    const { bytes, offsets } = this.parts;
    const start = offsets[number]!;
    const length = offsets[number + 1]! - start;
    if (length !== (wanted ?? string).length) return false;
    for (let i = 0; i < length; i++) if (bytes[start + i] !== (wanted ? wanted[i] : string.charCodeAt(i))) return false;
    return true;
  }
}
