import { ByteWriter } from './byte-writer.js';
import { decode, hashBytes, slotOf, type StringTableParts } from './string-table.js';

const encoder = new TextEncoder();

/** Distinct strings by number, with the bytes and the hash of each, so that a table of many of them is quickly laid out. */
export class StringPool {
  readonly strings: string[] = [];
  private readonly bytes = new ByteWriter();
  /** Where the bytes of each begin, and where those of the last end. */
  private starts = new Uint32Array(1 << 8);
  private hashes = new Uint32Array(1 << 8);
  /** By hash: 0 or a number + 1, read a step at a time. Half of it stays free. */
  private slots = new Uint32Array(1 << 9);

  get size(): number {
    return this.strings.length;
  }

  /** A string that is not there yet gets the next number. */
  numberOf(string: string): number {
    const { bytes } = this;
    const from = bytes.length;
    // Written behind the others, where it stays if it is new.
    if (!bytes.ascii(string)) bytes.append(encoder.encode(string));
    return this.numberOfLast(from, string);
  }

  /** The same for UTF-8 bytes. */
  numberOfBytes(source: Uint8Array, from: number, to: number): number {
    const { bytes } = this;
    const start = bytes.length;
    bytes.copy(source, from, to);
    return this.numberOfLast(start);
  }

  /** As in a `TableKey`. */
  hashOf(number: number): number {
    return this.hashes[number]!;
  }

  /** The table of these strings, in this order: the place of one is its number there. */
  tableOf(numbers: ArrayLike<number>): StringTableParts {
    const capacity = Math.ceil((numbers.length * 4) / 3) + 1;
    const slots = new Uint32Array(capacity);
    const { offsets, bytes } = this.copyOf(numbers);
    for (let at = 0; at < numbers.length; at++) {
      let slot = slotOf(this.hashes[numbers[at]!]!, capacity);
      while (slots[slot] !== 0) slot = slot + 1 === capacity ? 0 : slot + 1;
      slots[slot] = at + 1;
    }
    return { offsets, bytes, slots };
  }

  private copyOf(numbers: ArrayLike<number>) {
    const { starts } = this;
    const offsets = new Uint32Array(numbers.length + 1);
    for (let at = 0; at < numbers.length; at++) {
      const number = numbers[at]!;
      offsets[at + 1] = offsets[at]! + starts[number + 1]! - starts[number]!;
    }
    const bytes = new Uint8Array(offsets[numbers.length]!);
    const from = this.bytes.bytes;
    for (let at = 0, into = 0; at < numbers.length; at++) {
      const end = starts[numbers[at]! + 1]!;
      // They are short: copying them by a call takes longer.
      for (let each = starts[numbers[at]!]!; each < end; each++) bytes[into++] = from[each]!;
    }
    return { offsets, bytes };
  }

  /** The number of the string whose bytes were written last, from this place on. */
  private numberOfLast(from: number, string?: string): number {
    const { bytes, slots } = this;
    const hash = hashBytes(bytes.bytes, from, bytes.length);
    let slot = hash & (slots.length - 1);
    for (let found = slots[slot]!; found !== 0; found = slots[slot]!) {
      if (this.hashes[found - 1] === hash && this.equals(found - 1, from)) {
        bytes.length = from;
        return found - 1;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = this.strings.length + 1;
    return this.add(string ?? decode(bytes.bytes, from, bytes.length), hash);
  }

  /** Whether a string has the bytes from this place on. */
  private equals(number: number, from: number): boolean {
    const { bytes, length } = this.bytes;
    const start = this.starts[number]!;
    if (this.starts[number + 1]! - start !== length - from) return false;
    for (let at = from; at < length; at++) if (bytes[at] !== bytes[start + at - from]) return false;
    return true;
  }

  /** Its bytes are the last ones written, and its slot has been taken. */
  private add(string: string, hash: number): number {
    const number = this.strings.push(string) - 1;
    if (number + 1 === this.starts.length) {
      this.starts = longer(this.starts, number + 2);
      this.hashes = longer(this.hashes, number + 2);
    }
    this.starts[number + 1] = this.bytes.length;
    this.hashes[number] = hash;
    if (this.size * 2 > this.slots.length) this.spread();
    return number;
  }

  private spread(): void {
    const slots = new Uint32Array(this.slots.length * 2);
    for (let number = 0; number < this.size; number++) {
      let slot = this.hashes[number]! & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number + 1;
    }
    this.slots = slots;
  }
}

/** A copy with room for at least so many. */
export function longer(array: Uint32Array, least: number): Uint32Array<ArrayBuffer> {
  const copy = new Uint32Array(Math.max(array.length * 2, least));
  copy.set(array);
  return copy;
}

/** The table of distinct strings: the place of one is its number. */
export function tableOfStrings(strings: readonly string[]): StringTableParts {
  const pool = new StringPool();
  return pool.tableOf(strings.map((string) => pool.numberOf(string)));
}
