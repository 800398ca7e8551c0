import { ByteWriter } from './byte-writer.js';
import { hashBytes, slotOf, type StringTableParts } from './string-table.js';

const encoder = new TextEncoder();

/** Distinct strings by number, with the bytes and the hash of each, so that a table of many of them is quickly laid out. */
export class StringPool {
  readonly strings: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly bytes = new ByteWriter();
  /** Where the bytes of each begin, and where those of the last end. */
  private starts = new Uint32Array(1 << 8);
  private hashes = new Uint32Array(1 << 8);

  get size(): number {
    return this.strings.length;
  }

  /** A string that is not there yet gets the next number. */
  numberOf(string: string): number {
    return this.numbers.get(string) ?? this.add(string);
  }

  /** The table of these strings, in this order: the place of one is its number there. */
  tableOf(numbers: ArrayLike<number>): StringTableParts {
    const capacity = Math.ceil((numbers.length * 4) / 3) + 1;
    const slots = new Uint32Array(capacity);
    const { offsets, bytes } = this.copy(numbers);
    for (let at = 0; at < numbers.length; at++) {
      let slot = slotOf(this.hashes[numbers[at]!]!, capacity);
      while (slots[slot] !== 0) slot = slot + 1 === capacity ? 0 : slot + 1;
      slots[slot] = at + 1;
    }
    return { offsets, bytes, slots };
  }

  private copy(numbers: ArrayLike<number>) {
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

  private add(string: string): number {
    const number = this.strings.push(string) - 1;
    this.numbers.set(string, number);
    if (number + 1 === this.starts.length) {
      this.starts = longer(this.starts, number + 2);
      this.hashes = longer(this.hashes, number + 2);
    }
    const { bytes } = this;
    const from = bytes.length;
    if (!bytes.ascii(string)) bytes.append(encoder.encode(string));
    this.starts[number + 1] = bytes.length;
    this.hashes[number] = hashBytes(bytes.bytes, from, bytes.length);
    return number;
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
