/** Documents that lack vectors, for each profile: written with the documents, read by the job that embeds. */
import { Injectable } from '@nestjs/common';
import { NIL_ID } from '../../common/ids.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';

export interface PendingDocument {
  id: string;
  /** That was live when it was listed. */
  generation: number;
  /** That is live now; 0 where it is being deleted. */
  live: number;
  title: string;
  titleGiven: boolean;
  chunks: number;
}

interface PendingRow {
  id: string;
  generation: number;
  live: number;
  title: string;
  title_given: number;
  chunk_count: number;
}

const PAGE = 2000;
const MEASURED =
  'SELECT 1 FROM embedding_quality q ' +
  'WHERE q.user_id = b.user_id AND q.profile_id = b.profile_id AND q.meaning IS NOT NULL';

/** Lists documents whose text has changed as lacking vectors of every profile that has any; in the transaction that makes them live. */
export function needVectors(userId: string, documentIds: readonly string[]): Statement[] {
  if (documentIds.length === 0) return [];
  const marks = documentIds.map(() => '?').join(', ');
  const sql =
    'INSERT INTO vector_pending (user_id, profile_id, document_id, generation) ' +
    'SELECT d.user_id, p.id, d.id, d.generation FROM documents d CROSS JOIN embedding_profiles p ' +
    `WHERE d.user_id = ? AND d.id IN (${marks}) AND (p.live_at IS NOT NULL OR p.state <> 'rolled_back') ` +
    'ON CONFLICT (user_id, profile_id, document_id) DO UPDATE SET generation = excluded.generation';
  return [{ sql, params: [userId, ...documentIds] }];
}

/** Takes documents off the list, unless they have changed meanwhile. */
export function haveVectors(
  userId: string,
  profileId: string,
  documents: readonly { id: string; generation: number }[],
): Statement[] {
  return documents.map(({ id, generation }) => ({
    sql: 'DELETE FROM vector_pending WHERE user_id = ? AND profile_id = ? AND document_id = ? AND generation = ?',
    params: [userId, profileId, id, generation],
  }));
}

@Injectable()
export class PendingVectors {
  constructor(private readonly database: Database) {}

  async next(userId: string, profileId: string, limit: number): Promise<PendingDocument[]> {
    const rows = await this.database.rows<PendingRow>(
      'SELECT d.id, v.generation, d.generation AS live, d.title, d.title_given, d.chunk_count FROM vector_pending v ' +
        'JOIN documents d ON d.user_id = v.user_id AND d.id = v.document_id ' +
        `WHERE v.user_id = ? AND v.profile_id = ? ORDER BY v.document_id LIMIT ${limit}`,
      [userId, profileId],
    );
    return rows.map(({ title_given, chunk_count: chunks, ...row }) => ({
      ...row,
      titleGiven: title_given !== 0,
      chunks,
    }));
  }

  /** Whether searches may use the profile: switched to before it is measured, it would not be believed. */
  async isComplete(profileId: string): Promise<boolean> {
    return (await this.owners(profileId)).length === 0;
  }

  /** Accounts with documents that lack vectors of the profile, or with vectors nobody has measured yet. */
  async owners(profileId: string): Promise<string[]> {
    const sql =
      'SELECT user_id FROM vector_pending WHERE profile_id = ? UNION ' +
      `SELECT user_id FROM vector_blocks b WHERE profile_id = ? AND NOT EXISTS (${MEASURED})`;
    return (await this.database.rows<{ user_id: string }>(sql, [profileId, profileId])).map(({ user_id }) => user_id);
  }

  /** Lists every document as lacking vectors of a new profile, a page at a time. */
  async listAll(profileId: string): Promise<void> {
    let from: [string, string] = [NIL_ID, NIL_ID];
    for (;;) {
      const page = await this.database.rows<{ user_id: string; id: string }>(
        `SELECT user_id, id FROM documents WHERE (user_id, id) > (?, ?) ORDER BY user_id, id LIMIT ${PAGE}`,
        from,
      );
      const last = page.at(-1);
      if (!last) return;
      const to: [string, string] = [last.user_id, last.id];
      const sql =
        'INSERT INTO vector_pending (user_id, profile_id, document_id, generation) ' +
        `SELECT user_id, CAST(? AS ${this.idType}), id, generation FROM documents ` +
        'WHERE (user_id, id) > (?, ?) AND (user_id, id) <= (?, ?) AND generation > 0 ON CONFLICT DO NOTHING';
      await this.database.batch([{ sql, params: [profileId, ...from, ...to] }]);
      from = to;
    }
  }

  /** Forgets all that hangs on a profile but its blocks, of everybody. */
  async drop(profileId: string): Promise<void> {
    for (const table of ['vector_pending', 'embedding_cache', 'embedding_quality']) {
      await this.database.batch([{ sql: `DELETE FROM ${table} WHERE profile_id = ?`, params: [profileId] }]);
    }
  }

  private get idType(): string {
    return this.database.dialect === 'postgres' ? 'uuid' : 'text';
  }
}
