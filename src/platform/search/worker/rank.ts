import type { IndexReader } from '../engine/index-reader.js';
import type { RankedHit } from '../engine/ranked-hit.js';
import { rankDocuments } from '../ranking/documents.js';
import { rankMessages } from '../ranking/messages.js';
import type { SearchRequest } from '../search-types.js';

/** Longest query that is looked at, in UTF-16 code units: a pasted page says what it is about in its beginning. */
const LONGEST_QUERY = 10_000;

/** Ranks with the ranker of the corpus. Its options are the request's own, then those that only it understands. */
export function rank(reader: IndexReader, request: SearchRequest): RankedHit[] {
  const { corpus, limit, groups, mode, explain, options } = request;
  const query = request.query.slice(0, LONGEST_QUERY);
  const rankOptions = { ...options, limit, groups, mode, explain };
  return corpus === 'messages' ? rankMessages(reader, query, rankOptions) : rankDocuments(reader, query, rankOptions);
}
