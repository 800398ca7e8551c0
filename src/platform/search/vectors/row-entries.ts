import type { MaskedSegment } from '../engine/segment-merge.js';
import type { Segment } from '../engine/segment.js';
import { compareUuid } from '../engine/uuid-bytes.js';
import type { VectorBlock } from './vector-block.js';

/** Both sides are immutable, so what one knows of the other is found once. */
const known = new WeakMap<Segment, WeakMap<VectorBlock, Int32Array>>();

/**
 * For each row of the blocks, one after another, the entry it belongs to as the reader over these segments numbers it;
 * -1 where the entry was deleted or is not there (yet). An entry with two rows keeps the first. So vectors need no
 * deletions of their own: what a search cannot find by words it cannot find by meaning.
 */
export function rowEntries(segments: readonly MaskedSegment[], blocks: readonly VectorBlock[]): Int32Array {
  const total = blocks.reduce((sum, { rows }) => sum + rows, 0);
  const entries = new Int32Array(total).fill(-1);
  let base = 0;
  for (const { segment, deleted } of segments) {
    const taken = new Uint8Array(segment.size);
    let row = 0;
    for (const block of blocks) {
      const locals = localsOf(segment, block);
      for (let i = 0; i < locals.length; i++, row++) {
        const local = locals[i]!;
        if (local < 0 || taken[local] === 1 || deleted?.[local] === 1) continue;
        taken[local] = 1;
        entries[row] = base + local;
      }
    }
    base += segment.size;
  }
  return entries;
}

function localsOf(segment: Segment, block: VectorBlock): Int32Array {
  const ofSegment = known.get(segment) ?? new WeakMap<VectorBlock, Int32Array>();
  known.set(segment, ofSegment);
  let locals = ofSegment.get(block);
  if (!locals) {
    locals = joined(segment, block);
    ofSegment.set(block, locals);
  }
  return locals;
}

/** Both lists of ids ascend: the shorter one is looked up in the longer one, or they are read side by side. */
function joined(segment: Segment, block: VectorBlock): Int32Array {
  const locals = new Int32Array(block.rows).fill(-1);
  const order = segment.entriesById();
  let at = 0;
  for (let row = 0; row < block.rows && at < order.length; row++) {
    at = firstNotBelow(segment, order, at, block.ids, row * 16);
    const entry = order[at];
    if (entry === undefined) break;
    if (compareUuid(segment.entryIds, entry * 16, block.ids, row * 16) === 0) locals[row] = entry;
    else row = skipTo(block, row, segment.entryIds, entry * 16) - 1;
  }
  return locals;
}

/** Gallops, so that a long way costs its logarithm and the next place costs one step. */
function firstNotBelow(segment: Segment, order: Uint32Array, from: number, ids: Uint8Array, offset: number): number {
  const isBelow = (place: number) => compareUuid(segment.entryIds, order[place]! * 16, ids, offset) < 0;
  return gallop(from, order.length, isBelow);
}

function skipTo(block: VectorBlock, from: number, ids: Uint8Array, offset: number): number {
  return gallop(from, block.rows, (row) => compareUuid(block.ids, row * 16, ids, offset) < 0);
}

function gallop(from: number, end: number, isBelow: (place: number) => boolean): number {
  if (from >= end || !isBelow(from)) return from;
  let step = 1;
  let low = from;
  while (low + step < end && isBelow(low + step)) {
    low += step;
    step *= 2;
  }
  let high = Math.min(low + step, end);
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isBelow(middle)) low = middle;
    else high = middle;
  }
  return high;
}
