import type { Analyzer } from '../engine/analyzer.js';
import { Segment } from '../engine/segment.js';
import type { SegmentStore } from '../storage/segment-store.js';
import { planMerge } from './merge-plan.js';
import { mergeRound, statesOf } from './merge-round.js';
import { OpenIndex } from './open-index.js';
import type { MergeRequest, MergeResult } from './search-tasks.js';

/**
 * One round of merging, on segments read for it alone. Asked after every write, so the common answer, "nothing to do",
 * costs one look-up; segments that stay as they are get opened only when there are deletions to look for in them.
 */
export async function mergeIndex(
  store: SegmentStore,
  request: MergeRequest,
  analyzer: Analyzer,
): Promise<MergeResult | undefined> {
  const { owner, corpus, purge, settledBefore } = request;
  const list = await store.list(owner, corpus);
  const planned = planMerge(
    list.segments.map((segment) => ({ ...segment, deleted: 0 })),
    false,
  );
  if (list.deletions.length > 0 && (purge || planned.length > 0)) {
    const index = new OpenIndex(owner, corpus, store, analyzer);
    const { deletions } = await index.refresh();
    const opened = { deletions, masked: index.masked };
    return mergeRound(opened, planMerge(statesOf(opened), purge), settledBefore, analyzer);
  }
  if (planned.length === 0) return undefined;
  const ids = planned.map(({ id }) => id).sort();
  const bytes = await store.load(owner, corpus, ids);
  // Merged by another replica meanwhile: its work is as good.
  if (bytes.size < ids.length) return undefined;
  const masked = ids.map((id) => ({ segment: new Segment(id, bytes.get(id)!, analyzer) }));
  return mergeRound({ deletions: list.deletions, masked }, planned, settledBefore, analyzer);
}
