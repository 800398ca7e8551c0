import { LENGTH_UNITS } from './entry-row.js';
import type { PostingRun } from './index-reader.js';
import type { Postings } from './postings.js';
import type { MaskedSegment } from './segment-merge.js';

/** A class's postings with the columns of their entries, segment by segment. */
export function postingRuns(
  { entries, texts, titles, ends }: Postings,
  segments: readonly MaskedSegment[],
  bases: readonly number[],
  mappings: readonly Uint32Array[],
): PostingRun[] {
  const runs: PostingRun[] = [];
  let from = 0;
  for (let index = 0; index < ends.length; index++) {
    const to = ends[index]!;
    if (to === from) continue;
    const { lengths, entryGroups } = segments[index]!.segment;
    const [base, groups] = [bases[index]!, mappings[index]!];
    runs.push({ from, to, entries, texts, titles, base, lengths, lengthUnits: LENGTH_UNITS, entryGroups, groups });
    from = to;
  }
  return runs;
}
