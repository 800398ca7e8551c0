/** Which bucket of a series a time lies in, and how many there may be. Pure. */
import { AppError } from '../../common/app-error.js';

/** Of all groups together: their names are words of people, and each has a point in every bucket. */
const MOST_POINTS = 100_000;

/** How many groups there may be over these buckets. */
export function mostGroups(edges: readonly number[]): number {
  return Math.floor(MOST_POINTS / Math.max(edges.length - 1, 1));
}

/** Throws where the groups have more points over these buckets than are given. */
export function checkGroups(groups: number, edges: readonly number[]): void {
  if (groups <= mostGroups(edges)) return;
  const more = `The groups have more than ${MOST_POINTS} points together`;
  throw new AppError('bad_request', `${more}; ask for larger buckets or a shorter range.`);
}

/** Index by the edges; before the first edge counts as the first (a cut minute that was taken whole). */
export function bucketOf(time: number, edges: readonly number[]): number {
  let low = 0;
  let high = edges.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= time) low = middle;
    else high = middle;
  }
  return low;
}

/** One line of points a group, in the order of the groups' names; an empty bucket is worth nothing. */
export function linesOf(
  cells: readonly { time: number; group: string; value: number }[],
  edges: readonly number[],
  isGrouped: boolean,
): { t: string; value: number; group?: string }[] {
  const groups = new Map<string, number[]>();
  const starts = edges.slice(0, -1);
  if (!isGrouped) groups.set('', []);
  for (const { time, group, value } of cells) {
    const name = isGrouped ? group : '';
    const sums = groups.get(name) ?? [];
    const bucket = bucketOf(time, edges);
    sums[bucket] = (sums[bucket] ?? 0) + value;
    groups.set(name, sums);
  }
  checkGroups(groups.size, edges);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([group, sums]) =>
      starts.map((start, i) => ({
        t: new Date(start).toISOString(),
        value: sums[i] ?? 0,
        ...(isGrouped && { group }),
      })),
    );
}
