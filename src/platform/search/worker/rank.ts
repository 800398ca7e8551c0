import type { IndexReader } from '../engine/index-reader.js';
import type { RankedHit } from '../engine/ranked-hit.js';
import { rankDocuments } from '../ranking/documents.js';
import { type DenseSide, denseOnly, fuse } from '../ranking/hybrid.js';
import { rankMessages } from '../ranking/messages.js';
import type { SearchRequest } from '../search-types.js';

/** Longest query that is looked at, in UTF-16 code units: a pasted page says what it is about in its beginning. */
const LONGEST_QUERY = 10_000;

/** As many of a ranking by words take part in a fusion. */
const FUSED = 200;

/**
 * Ranks with the ranker of the corpus, and adds the dense side where there is one. The ranker's options are the
 * request's own, then those that only it understands.
 */
export function rank(reader: IndexReader, request: SearchRequest, dense?: DenseSide): RankedHit[] {
  const { limit, mode, explain = false } = request;
  if (mode === 'dense') return dense ? denseOnly(dense, limit, explain) : [];
  if (!dense) return rankWords(reader, request, limit);
  return fuse(rankWords(reader, request, Math.max(FUSED, limit)), dense, limit, explain);
}

function rankWords(reader: IndexReader, request: SearchRequest, limit: number): RankedHit[] {
  const { corpus, groups, mode, explain, options } = request;
  const query = request.query.slice(0, LONGEST_QUERY);
  const rankOptions = { ...options, limit, groups, mode, explain };
  return corpus === 'messages' ? rankMessages(reader, query, rankOptions) : rankDocuments(reader, query, rankOptions);
}
