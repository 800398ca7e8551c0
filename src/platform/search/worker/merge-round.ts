import type { Analyzer } from '../engine/analyzer.js';
import { type MaskedSegment, mergeSegments } from '../engine/segment-merge.js';
import type { DeletionRow } from '../storage/segment-store.js';
import type { SegmentState } from './merge-plan.js';
import type { MergeResult } from './search-tasks.js';

/** An index at one moment. */
export interface OpenedIndex {
  deletions: readonly DeletionRow[];
  masked: readonly MaskedSegment[];
}

/** How the plan sees the segments of an opened list. */
export function statesOf({ masked }: OpenedIndex): SegmentState[] {
  return masked.map(({ segment, deleted }) => ({
    ...{ id: segment.id, entries: segment.size, bytes: segment.byteLength },
    deleted: deleted ? deleted.reduce((sum, each) => sum + each, 0) : 0,
  }));
}

/**
 * Merges the segments planned, and what must come along; undefined when there is nothing to do.
 *
 * The new segment's id follows the lowest id it was made from. So a deletion that is committed while the merge runs,
 * made when its target was already in one of the inputs, has a higher `before` and hides the target in the result too.
 */
export function mergeRound(
  { deletions, masked }: OpenedIndex,
  planned: readonly SegmentState[],
  settledBefore: string,
  analyzer: Analyzer,
): MergeResult | undefined {
  const chosen = new Set(planned.map(({ id }) => id));
  const forced = chosen.size > 0 ? addConflicting(chosen, masked, deletions) : new Set<DeletionRow>();
  const inputs = masked.filter(({ segment }) => chosen.has(segment.id));
  const rest = masked.filter(({ segment }) => !chosen.has(segment.id));
  const settled = deletions.filter(
    (deletion) =>
      forced.has(deletion) ||
      (deletion.createdAt < settledBefore && !rest.some((other) => isHiddenIn(other, deletion))),
  );
  if (inputs.length === 0) return settled.length > 0 ? { removed: [], settled } : undefined;
  const removed = [...chosen].sort();
  const data = mergeSegments(inputs, analyzer);
  return { added: data && { id: nextId(removed[0]!), entries: liveEntries(inputs), data }, removed, settled };
}

function liveEntries(inputs: readonly MaskedSegment[]): number {
  let live = 0;
  for (const { segment, deleted } of inputs) {
    live += segment.size;
    if (deleted) for (const each of deleted) live -= each;
  }
  return live;
}

/**
 * A deletion that is higher than the result's id would hide what was indexed under the same target after it. Such a
 * deletion has to go with the merge, and so every segment it still hides something in has to come along.
 */
function addConflicting(
  chosen: Set<string>,
  masked: readonly MaskedSegment[],
  deletions: readonly DeletionRow[],
): Set<DeletionRow> {
  const forced = new Set<DeletionRow>();
  for (let before = -1; before !== chosen.size + forced.size;) {
    before = chosen.size + forced.size;
    const result = [...chosen].sort()[0]!;
    for (const deletion of deletions) {
      if (forced.has(deletion) || deletion.before <= result) continue;
      const newer = masked.some(({ segment }) => chosen.has(segment.id) && holdsAfter({ segment }, deletion));
      if (!newer) continue;
      forced.add(deletion);
      for (const each of masked) if (isHiddenIn(each, deletion)) chosen.add(each.segment.id);
    }
  }
  return forced;
}

const isHiddenIn = ({ segment }: MaskedSegment, { target, before }: DeletionRow): boolean =>
  segment.id < before && segment.entriesOfTarget(target).length > 0;

const holdsAfter = ({ segment }: MaskedSegment, { target, before }: DeletionRow): boolean =>
  segment.id >= before && segment.entriesOfTarget(target).length > 0;

/** The UUID one higher. */
export function nextId(id: string): string {
  const number = BigInt(`0x${id.replaceAll('-', '')}`) + 1n;
  const hex = number.toString(16).padStart(32, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
