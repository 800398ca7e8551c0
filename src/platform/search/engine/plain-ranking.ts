import type { IndexReader } from './index-reader.js';
import type { RankedHit, RankOptions } from './ranked-hit.js';

/** BM25 over the stems of the query and nothing else: the baseline that tests of the engine stand on. */
export function rankPlain(reader: IndexReader, stems: readonly string[], options: RankOptions): RankedHit[] {
  const scores = reader.newScores();
  for (const stem of new Set(stems)) reader.accumulate(reader.stemClass(stem), 1, scores, { titleWeight: 1 });
  const mask = options.groups && reader.maskOfGroups(options.groups);
  return Array.from(reader.best(scores, options.limit, mask), (entry) => ({ entry, score: scores[entry]! }));
}
