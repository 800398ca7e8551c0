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

/** The coarsest grain that none of the times cuts. */
export function coarsestFor(times: readonly number[]): Grain {
  return COARSE_FIRST.find((grain) => times.every((time) => time % GRAINS[grain] === 0)) ?? 'minute';
}

/** Covers a range: the given grain in the middle, finer ones towards both ends. */
export function cover(from: number, to: number, grain: Grain): Piece[] {
  return coverWith(from, to, COARSE_FIRST.slice(COARSE_FIRST.indexOf(grain)));
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
