/** Vectors by what they were made from, so that the same text of an account is not sent to the model twice. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';

/** Whose vectors, of which profile. */
export interface CacheKey {
  userId: string;
  profileId: string;
}

const ROWS = 50;
/** Unused for so long, a text hardly comes back. */
const KEEP_MS = 30 * 24 * 3600 * 1000;

export const contentHash = (text: string): string => createHash('sha256').update(text).digest('base64url');

@Injectable()
export class VectorCache {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Those that are known, by hash. */
  async get({ userId, profileId }: CacheKey, hashes: readonly string[]): Promise<Map<string, Float32Array>> {
    const found = new Map<string, Float32Array>();
    for (let at = 0; at < hashes.length; at += 500) {
      const some = hashes.slice(at, at + 500);
      const rows = await this.database.rows<{ content_hash: string; vector: Uint8Array }>(
        'SELECT content_hash, vector FROM embedding_cache WHERE user_id = ? AND profile_id = ? ' +
          `AND content_hash IN (${some.map(() => '?').join(', ')})`,
        [userId, profileId, ...some],
      );
      for (const row of rows) found.set(row.content_hash, new Float32Array(new Uint8Array(row.vector).buffer));
    }
    return found;
  }

  async put({ userId, profileId }: CacheKey, vectors: readonly (readonly [string, Float32Array])[]): Promise<void> {
    for (let at = 0; at < vectors.length; at += ROWS) {
      const some = vectors.slice(at, at + ROWS);
      const sql =
        'INSERT INTO embedding_cache (user_id, profile_id, content_hash, created_at, vector) ' +
        `VALUES ${some.map(() => '(?, ?, ?, ?, ?)').join(', ')} ON CONFLICT DO NOTHING`;
      const now = this.clock.iso();
      const params = some.flatMap(([hash, vector]) => [
        userId,
        profileId,
        hash,
        now,
        Buffer.from(vector.slice().buffer),
      ]);
      await this.database.batch([{ sql, params }]);
    }
  }

  /** Everything of an account: after a deletion nothing may tell what was deleted. */
  async forget(userId: string): Promise<void> {
    await this.database.batch([{ sql: 'DELETE FROM embedding_cache WHERE user_id = ?', params: [userId] }]);
  }

  async prune(): Promise<void> {
    const params = [this.clock.iso(-KEEP_MS)];
    await this.database.batch([{ sql: 'DELETE FROM embedding_cache WHERE created_at < ?', params }]);
  }
}
