/** The spans of time that usage is summed up by, and how a range is covered with as few of them as may be. Pure. */

const MINUTE = 60_000;

/** Milliseconds; each is a whole number of the next. All begin at UTC multiples of themselves. */
export const GRAINS = { day: 1440 * MINUTE, hour: 60 * MINUTE, quarter: 15 * MINUTE, minute: MINUTE } as const;
export type Grain = keyof typeof GRAINS;

const COARSE_FIRST = Object.keys(GRAINS) as Grain[];

/** Part of a range; `raw`: the rows themselves, where a minute is cut. Milliseconds since the epoch. */
export interface Piece {
  grain: Grain | 'raw';
  from: number;
  to: number;
}

/** The start of the span an instant lies in; ISO-8601. */
export function spanStart(grain: Grain, time: number): string {
  return new Date(Math.floor(time / GRAINS[grain]) * GRAINS[grain]).toISOString();
}

/** More than this would make a statement no database likes; SQLite takes 500 parts. */
const MOST_PIECES = 250;

/** Covers a range with pieces none of which crosses an edge: coarse ones in the middle, finer ones towards the edges. */
export function coverBuckets(from: number, to: number, edges: readonly number[] = []): Piece[] {
  const fitting = coarsestFor(edges);
  const plain = coverWith(from, to, COARSE_FIRST.slice(COARSE_FIRST.indexOf(fitting)));
  if (fitting === 'day') return plain;
  const cuts = [from, ...edges.filter((edge) => edge > from && edge < to), to];
  const pieces: Piece[] = [];
  for (let i = 1; i < cuts.length && pieces.length <= MOST_PIECES; i++) {
    pieces.push(...coverWith(cuts[i - 1]!, cuts[i]!, COARSE_FIRST));
  }
  const joined = joinNeighbours(pieces);
  return joined.length > MOST_PIECES || pieces.length > MOST_PIECES ? plain : joined;
}

function joinNeighbours(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last?.grain === piece.grain && last.to === piece.from) last.to = piece.to;
    else joined.push({ ...piece });
  }
  return joined;
}

/** The coarsest grain that none of the times cuts. */
function coarsestFor(times: readonly number[]): Grain {
  return COARSE_FIRST.find((grain) => times.every((time) => time % GRAINS[grain] === 0)) ?? 'minute';
}

function coverWith(from: number, to: number, grains: readonly Grain[]): Piece[] {
  if (from >= to) return [];
  const [grain, ...finer] = grains;
  if (!grain) return [{ grain: 'raw', from, to }];
  const size = GRAINS[grain];
  const inner = { grain, from: Math.ceil(from / size) * size, to: Math.floor(to / size) * size };
  if (inner.from >= inner.to) return coverWith(from, to, finer);
  return [...coverWith(from, inner.from, finer), inner, ...coverWith(inner.to, to, finer)];
}
