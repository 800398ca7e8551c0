/** Finds the passages that speak to a question: one search, one read. It must not know what they are for. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { SearchIndex } from '../platform/search/search-index.js';
import type { SearchHit } from '../platform/search/search-types.js';
import { AppError } from '../common/app-error.js';
import { inList } from '../common/in-list.js';
import { type QuerySide, QueryVectors } from './embedding/query-vectors.js';
import { Reranking } from './embedding/reranking.js';
import { repeatsIn, spreadOut } from './search/spread-out.js';

/** A chunk of a document. `start` and `end` are UTF-16 offsets into the stored text of the document. */
export interface Passage {
  documentId: string;
  externalId?: string;
  chunkId: string;
  title: string;
  /** Path of the headings above it. */
  heading?: string;
  text: string;
  start: number;
  end: number;
  page?: number;
  /** Higher is better; comparable within one result only. */
  score: number;
  explain?: Record<string, number>;
}

export interface RetrieveOptions {
  limit: number;
  /** Only documents of these collections; ids that are not the owner's match nothing. */
  collectionIds?: readonly string[];
  /** Only these documents. */
  documentIds?: readonly string[];
  /** By words, by meaning, or by both, the default; both is by words alone where there are no vectors. */
  mode?: 'hybrid' | 'lexical' | 'dense';
  explain?: boolean;
  /** Milliseconds the servers of others may take, both together: without them there is still what words find. */
  patience?: number;
  signal?: AbortSignal;
}

/** What a search found, and which side of it was late or failed. */
export interface Retrieved {
  passages: Passage[];
  degraded: ('dense' | 'rerank')[];
}

interface ChunkRow {
  id: string;
  document_id: string;
  external_id: string | null;
  title: string;
  heading: string | null;
  text: string;
  start_offset: number;
  end_offset: number;
  page: number | null;
}

const COLUMNS = 'c.id, c.document_id, d.external_id, d.title, c.heading, c.text, c.start_offset, c.end_offset, c.page';

@Injectable()
export class Retriever {
  constructor(
    private readonly database: Database,
    private readonly index: SearchIndex,
    private readonly vectors: QueryVectors,
    private readonly reranking: Reranking,
  ) {}

  /** Whether the account has anything that could be found. One indexed read. */
  async hasDocuments(userId: string): Promise<boolean> {
    const rows = await this.database.rows('SELECT 1 FROM documents WHERE user_id = ? AND generation > 0 LIMIT 1', [
      userId,
    ]);
    return rows.length > 0;
  }

  /** Best first. */
  async retrieve(userId: string, question: string, options: RetrieveOptions): Promise<Passage[]> {
    return (await this.search(userId, question, options)).passages;
  }

  /**
   * Best first. Where the embeddings server is late or fails, a search by both goes on by words and says so; one by
   * meaning alone throws `upstream_unavailable`, and `embeddings_not_configured` where there is no such server.
   */
  async search(userId: string, question: string, options: RetrieveOptions): Promise<Retrieved> {
    const { limit, signal, mode = 'hybrid', patience = Infinity } = options;
    const until = performance.now() + patience;
    const groups = await this.groupsOf(userId, options);
    const side = mode === 'lexical' ? 'none' : await this.vectors.of(userId, question, signal, patience);
    if (mode === 'dense' && typeof side === 'string') throw noVector(side);
    if (groups?.length === 0) return { passages: [], degraded: [] };
    const found = await this.present(userId, question, { ...options, groups, side });
    const { passages, late } = await this.reranking.apply(question, found, signal, until - performance.now());
    const degraded: Retrieved['degraded'] = side === 'late' ? ['dense'] : [];
    if (late) degraded.push('rerank');
    return { passages: passages.slice(0, limit), degraded };
  }

  /**
   * What is found and still there. A document may be indexed again between the look at the index and the one at its
   * passages, which are others then: the index has them since the same commit, and is asked once more.
   */
  private async present(
    userId: string,
    question: string,
    options: RetrieveOptions & { groups?: readonly string[]; side: QuerySide },
  ): Promise<Passage[]> {
    for (let look = 1; ; look++) {
      const hits = await this.find(userId, question, options);
      const { passages, gone } = await this.distinct(userId, hits, this.reranking.candidates(options.limit));
      if (gone === 0 || look === LOOKS) return passages;
    }
  }

  private async find(
    owner: string,
    query: string,
    { limit, groups, explain, mode, signal, side }: RetrieveOptions & { groups?: readonly string[]; side: QuerySide },
  ): Promise<SearchHit[]> {
    const vector = typeof side === 'string' ? undefined : side;
    const wanted = this.reranking.candidates(limit) + SPARE;
    const request = { owner, corpus: 'documents' as const, query, limit: wanted, groups, explain };
    return (await this.index.search({ ...request, vector, mode: mode === 'dense' ? mode : undefined }, signal)).hits;
  }

  private async groupsOf(userId: string, { collectionIds, documentIds }: RetrieveOptions) {
    if (!collectionIds) return documentIds;
    if (collectionIds.length === 0) return [];
    const { marks, values } = inList(collectionIds);
    const rows = await this.database.rows<{ id: string }>(
      `SELECT id FROM documents WHERE user_id = ? AND generation > 0 AND collection_id IN (${marks})`,
      [userId, ...values],
    );
    if (!documentIds) return rows.map(({ id }) => id);
    const wanted = new Set(documentIds);
    return rows.map(({ id }) => id).filter((id) => wanted.has(id));
  }

  /** At least `wanted` where there are so many, the first of them all different; more are read only to make up for some. */
  private async distinct(
    userId: string,
    hits: readonly SearchHit[],
    wanted: number,
  ): Promise<{ passages: Passage[]; gone: number }> {
    const first = await this.read(userId, hits.slice(0, wanted));
    const gone = Math.min(wanted, hits.length) - first.length;
    const rest = hits.slice(wanted);
    if (!rest.length || (gone === 0 && !repeatsIn(first).size)) return { passages: spreadOut(first), gone };
    const others = await this.read(userId, rest);
    return { passages: spreadOut([...first, ...others]), gone: gone + rest.length - others.length };
  }

  /** In the order of the hits; a chunk that was deleted since the search is left out. */
  private async read(userId: string, hits: readonly SearchHit[]): Promise<Passage[]> {
    if (!hits.length) return [];
    const { marks, values } = inList(hits.map(({ id }) => id));
    const rows = await this.database.rows<ChunkRow>(
      `SELECT ${COLUMNS} FROM chunks c JOIN documents d ON d.user_id = c.user_id AND d.id = c.document_id ` +
        `WHERE c.user_id = ? AND c.id IN (${marks})`,
      [userId, ...values],
    );
    const byId = new Map(rows.map((row) => [row.id, row]));
    return hits.flatMap((hit) => {
      const row = byId.get(hit.id);
      return row ? [toPassage(row, hit)] : [];
    });
  }
}

/** A document that is indexed again and again must not keep a search for ever. */
const LOOKS = 4;
/** More than asked for, to take the place of passages that say the same as a better one. */
const SPARE = 8;

function noVector(side: 'none' | 'late'): AppError {
  if (side === 'none') return new AppError('embeddings_not_configured');
  return new AppError('upstream_unavailable', 'The embeddings server did not answer in time.');
}

function toPassage(row: ChunkRow, { score, explain }: SearchHit): Passage {
  return {
    documentId: row.document_id,
    externalId: row.external_id ?? undefined,
    chunkId: row.id,
    title: row.title,
    heading: row.heading ?? undefined,
    text: row.text,
    start: row.start_offset,
    end: row.end_offset,
    page: row.page ?? undefined,
    score,
    explain,
  };
}
