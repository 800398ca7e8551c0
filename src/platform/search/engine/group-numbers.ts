import type { Segment } from './segment.js';
import { readUuid } from './uuid-bytes.js';

/**
 * Numbers an owner's groups over all segments. Shared by successive readers, so that a new message costs the numbers of
 * its own segment and not of all. Numbers are never reused.
 */
export class GroupNumbers {
  readonly ids: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly mappings = new WeakMap<Segment, Uint32Array>();

  /** -1 when unknown. */
  numberOf(id: string): number {
    return this.numbers.get(id) ?? -1;
  }

  /** The number of each group of the segment. */
  mappingOf(segment: Segment): Uint32Array {
    let mapping = this.mappings.get(segment);
    if (!mapping) {
      mapping = Uint32Array.from({ length: segment.groupCount }, (_, group) =>
        this.number(readUuid(segment.groupIds, group * 16)),
      );
      this.mappings.set(segment, mapping);
    }
    return mapping;
  }

  private number(id: string): number {
    let number = this.numbers.get(id);
    if (number === undefined) {
      number = this.ids.length;
      this.ids.push(id);
      this.numbers.set(id, number);
    }
    return number;
  }
}
