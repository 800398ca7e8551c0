/** The stored blocks of vectors: statements that add them, and the upkeep that merges small ones and drops dead rows. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { Database } from '../../platform/database/database.js';
import { type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import { mergeBlocks, VectorBlock } from '../../platform/search/vectors/vector-block.js';

interface BlockRow {
  id: string;
  profile_id: string;
  entries: number;
}

/** So many small blocks become one. */
const FAN_IN = 8;
/** A larger block is no small one any more, and no merge makes a much larger one. */
const SMALL = 2048;

@Injectable()
export class VectorBlocks {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  insert(userId: string, profileId: string, data: Uint8Array): Statement {
    const { rows } = new VectorBlock(data);
    return {
      sql:
        'INSERT INTO vector_blocks (user_id, corpus, profile_id, id, entries, bytes, created_at, data) ' +
        "VALUES (?, 'documents', ?, ?, ?, ?, ?, ?)",
      params: [userId, profileId, newId(), rows, data.byteLength, this.clock.iso(), Buffer.from(data.buffer)],
    };
  }

  /** Merges small blocks of a profile once there are many of them. */
  async merge(userId: string, profileId: string): Promise<void> {
    const small = (await this.list(userId)).filter((row) => row.profile_id === profileId && row.entries < SMALL);
    for (let at = 0; at + FAN_IN <= small.length; at += FAN_IN)
      await this.rewrite(userId, small.slice(at, at + FAN_IN));
  }

  /** Rewrites every block that holds the vector of a chunk that is gone. */
  async purge(userId: string): Promise<void> {
    for (const row of await this.list(userId)) await this.rewrite(userId, [row]);
  }

  /** All blocks of a profile, of everybody, a few at a time. */
  async drop(profileId: string): Promise<void> {
    const sql =
      'DELETE FROM vector_blocks WHERE profile_id = ? AND id IN (SELECT id FROM vector_blocks WHERE profile_id = ? LIMIT 20)';
    for (;;) {
      const [gone] = await this.database.batch([{ sql, params: [profileId, profileId] }]);
      if (!gone) return;
    }
  }

  private list(userId: string): Promise<BlockRow[]> {
    const sql =
      "SELECT id, profile_id, entries FROM vector_blocks WHERE user_id = ? AND corpus = 'documents' ORDER BY entries, id";
    return this.database.rows<BlockRow>(sql, [userId]);
  }

  /** One block of what is still there in some; a single block that lost nothing is left alone. */
  private async rewrite(userId: string, rows: readonly BlockRow[]): Promise<void> {
    const profileId = rows[0]!.profile_id;
    const blocks = await Promise.all(rows.map(({ id }) => this.load(userId, profileId, id)));
    if (blocks.some((block) => block === undefined)) return;
    const present = blocks as VectorBlock[];
    const ids = present.flatMap((block) => Array.from({ length: block.rows }, (_, row) => block.idOf(row)));
    const alive = await this.aliveOf(userId, ids);
    if (rows.length === 1 && alive.size === ids.length) return;
    const merged = mergeBlocks(present, (id) => alive.has(id));
    try {
      await this.database.batch([
        ...rows.map(({ id }) => deleteBlock(userId, profileId, id)),
        ...(merged ? [this.insert(userId, profileId, merged)] : []),
      ]);
    } catch (error) {
      // Another server has rewritten them: its work is as good.
      if (!(error instanceof UnexpectedChanges)) throw error;
    }
  }

  private async load(userId: string, profileId: string, id: string): Promise<VectorBlock | undefined> {
    const sql =
      "SELECT data FROM vector_blocks WHERE user_id = ? AND corpus = 'documents' AND profile_id = ? AND id = ?";
    const [row] = await this.database.rows<{ data: Uint8Array }>(sql, [userId, profileId, id]);
    return row && new VectorBlock(row.data);
  }

  private async aliveOf(userId: string, ids: readonly string[]): Promise<Set<string>> {
    const alive = new Set<string>();
    for (let at = 0; at < ids.length; at += 500) {
      const some = ids.slice(at, at + 500);
      const sql = `SELECT id FROM chunks WHERE user_id = ? AND id IN (${some.map(() => '?').join(', ')})`;
      for (const { id } of await this.database.rows<{ id: string }>(sql, [userId, ...some])) alive.add(id);
    }
    return alive;
  }
}

function deleteBlock(userId: string, profileId: string, id: string): Statement {
  return {
    sql: "DELETE FROM vector_blocks WHERE user_id = ? AND corpus = 'documents' AND profile_id = ? AND id = ?",
    params: [userId, profileId, id],
    expect: 1,
  };
}
