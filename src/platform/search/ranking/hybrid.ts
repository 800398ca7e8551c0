// Adds what vectors know to a ranking by words; knows neither how vectors are stored nor who made them.
import type { RankedHit } from '../engine/ranked-hit.js';
import type { Background } from '../vectors/vector-set.js';

/** The entries nearest to a query by meaning, nearest first. */
export interface DenseSide {
  entries: ArrayLike<number>;
  /** Cosines. */
  similarities: ArrayLike<number>;
  background: Background;
  /** 0..1, how far the vectors of this owner are believed at all. */
  trust: number;
}

/** What the best possible dense evidence weighs against the best entry by words, which is 1. */
const WEIGHT = 0.5;
/** Standard deviations above the luckiest of so many chance similarities at which evidence is complete. */
const FULL = 3;

/**
 * Lexical scores divided by their maximum, plus dense evidence, which is never negative: how far a similarity stands
 * out beyond what the best of that many chance similarities would reach. For vectors without meaning that is nothing,
 * so the ranking by words stays as it is.
 */
export function fuse(lexical: readonly RankedHit[], dense: DenseSide, limit: number, explain: boolean): RankedHit[] {
  const most = lexical[0]?.score ?? 1;
  const hits = new Map<number, RankedHit>();
  lexical.forEach(({ entry, score, explain: parts }, place) => {
    const own = score / most;
    hits.set(entry, {
      entry,
      score: own,
      ...(explain && { explain: { ...parts, lexical: own, lexical_rank: place + 1 } }),
    });
  });
  for (let place = 0; place < dense.entries.length; place++) {
    const entry = dense.entries[place]!;
    const similarity = dense.similarities[place]!;
    const added = WEIGHT * dense.trust * evidence(similarity, dense.background);
    const hit = hits.get(entry);
    if (!hit && added === 0) continue;
    const parts = { ...hit?.explain, dense: added, dense_rank: place + 1, similarity };
    hits.set(entry, { entry, score: (hit?.score ?? 0) + added, ...(explain && { explain: parts }) });
  }
  return [...hits.values()].sort((a, b) => b.score - a.score).slice(0, limit);
}

/** 0..1: how much more similar than chance. */
export function evidence(similarity: number, background: Background): number {
  const { spread, rows } = background;
  if (spread <= 0 || rows < 2) return 0;
  return Math.min(1, Math.max(0, (similarity - luckiest(background)) / spread / FULL));
}

/** The similarity that the luckiest of so many chance similarities would reach: what is below it is no evidence. */
export function luckiest({ middle, spread, rows }: Background): number {
  // The expected largest of that many normal variables, and a little more.
  return middle + spread * Math.sqrt(2 * Math.log(Math.max(1, rows)));
}

/** The dense side alone. */
export function denseOnly({ entries, similarities }: DenseSide, limit: number, explain: boolean): RankedHit[] {
  return Array.from({ length: Math.min(limit, entries.length) }, (_, place) => {
    const similarity = similarities[place]!;
    const parts = { dense: similarity, dense_rank: place + 1, similarity };
    return { entry: entries[place]!, score: similarity, ...(explain && { explain: parts }) };
  });
}
