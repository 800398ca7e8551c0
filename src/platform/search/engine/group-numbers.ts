import type { Segment } from './segment.js';
import { readUuid, uuidBytes } from './uuid-bytes.js';

/** 32-bit words of an id. */
const WORDS = 4;
const SMALLEST = 16;

/**
 * Numbers an owner's groups over all segments. Shared by successive readers, so that a new message costs the numbers of
 * its own segment and not of all. Numbers are never reused. Ids are held as bytes under open addressing: as strings they
 * would be most of what an opened index keeps on the heap.
 */
export class GroupNumbers {
  private ids = new Uint32Array(SMALLEST * WORDS);
  /** 0 is empty, else number + 1; half at least is free. A power of two. */
  private slots = new Uint32Array(SMALLEST * 2);
  private known = 0;
  private readonly mappings = new WeakMap<Segment, Uint32Array>();

  /** How many numbers there are: they run from 0. */
  get count(): number {
    return this.known;
  }

  /** The id of a group; throws a RangeError where there is none with the number. */
  idOf(number: number): string {
    return readUuid(this.bytesOf(number), 0);
  }

  /** The 16 bytes of a group's id; a view of them until the next segment is mapped. */
  bytesOf(number: number): Uint8Array {
    if (number >= this.known) throw new RangeError(`no group has the number ${number}`);
    return new Uint8Array(this.ids.buffer, number * WORDS * 4, WORDS * 4);
  }

  /** -1 when unknown. Throws a TypeError when it is no UUID. */
  numberOf(id: string): number {
    return this.slots[this.slotOf(wordsOf(uuidBytes(id)), 0)]! - 1;
  }

  /** The number of each group of the segment. */
  mappingOf(segment: Segment): Uint32Array {
    let mapping = this.mappings.get(segment);
    if (!mapping) {
      const ids = wordsOf(segment.groupIds);
      mapping = new Uint32Array(segment.groupCount);
      for (let group = 0; group < mapping.length; group++) mapping[group] = this.number(ids, group * WORDS);
      this.mappings.set(segment, mapping);
    }
    return mapping;
  }

  private number(ids: Uint32Array, at: number): number {
    const slot = this.slotOf(ids, at);
    if (this.slots[slot] !== 0) return this.slots[slot]! - 1;
    const number = this.known;
    if ((number + 1) * WORDS > this.ids.length) this.grow();
    for (let word = 0; word < WORDS; word++) this.ids[number * WORDS + word] = ids[at + word]!;
    // After a growth the id's place is another.
    this.slots[this.slotOf(ids, at)] = number + 1;
    return this.known++;
  }

  /** The slot of an id, or the empty one where it would be. */
  private slotOf(ids: Uint32Array, at: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hashOf(ids, at) & mask; ; slot = (slot + 1) & mask) {
      const number = this.slots[slot]!;
      if (number === 0 || isSame(this.ids, (number - 1) * WORDS, ids, at)) return slot;
    }
  }

  private grow(): void {
    const before = this.ids;
    this.ids = new Uint32Array(before.length * 2);
    this.ids.set(before);
    this.slots = new Uint32Array(this.slots.length * 2);
    for (let number = 0; number < this.known; number++) {
      this.slots[this.slotOf(this.ids, number * WORDS)] = number + 1;
    }
  }
}

/** The bytes of ids as words, to compare four bytes at a time. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
  return new Uint32Array(aligned.buffer, aligned.byteOffset, bytes.length / 4);
}

function isSame(a: Uint32Array, atA: number, b: Uint32Array, atB: number): boolean {
  for (let word = 0; word < WORDS; word++) if (a[atA + word] !== b[atB + word]) return false;
  return true;
}

/** Times and counters are alike in ids made one after another, so all words are mixed (the steps of MurmurHash3). */
function hashOf(ids: Uint32Array, at: number): number {
  let hash = 0;
  for (let word = 0; word < WORDS; word++) {
    hash = Math.imul(hash ^ ids[at + word]!, 0xcc9e2d51);
    hash ^= hash >>> 15;
  }
  return Math.imul(hash, 0x85ebca6b) >>> 7;
}
