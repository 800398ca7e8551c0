import { stemOf } from '../analysis/stem-of.js';
import { analyzeText } from '../analysis/analyze-text.js';
import type { IndexReader } from '../engine/index-reader.js';
import { rankPlain } from '../engine/plain-ranking.js';
import type { RankedHit } from '../engine/ranked-hit.js';
import type { SearchRequest } from '../search-types.js';

/** Longest query that is looked at, in UTF-16 code units: a pasted page says what it is about in its beginning. */
const LONGEST_QUERY = 10_000;

/** Ranks with the ranker of the corpus. */
export function rank(reader: IndexReader, request: SearchRequest): RankedHit[] {
  const query = request.query.slice(0, LONGEST_QUERY);
  return rankPlain(reader, analyzeText(query).words.map(stemOf), request);
}
