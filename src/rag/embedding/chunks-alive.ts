/** Tells which chunks still exist. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { AliveAmong } from '../../platform/search/vector-store.js';

const AT_ONCE = 500;

@Injectable()
export class ChunksAlive {
  constructor(private readonly database: Database) {}

  of(userId: string): AliveAmong {
    return async (ids) => {
      const alive = new Set<string>();
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const some = ids.slice(at, at + AT_ONCE);
        const sql = `SELECT id FROM chunks WHERE user_id = ? AND id IN (${some.map(() => '?').join(', ')})`;
        for (const { id } of await this.database.rows<{ id: string }>(sql, [userId, ...some])) alive.add(id);
      }
      return alive;
    };
  }
}
