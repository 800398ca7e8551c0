/** Whether what was recalled for a turn may still be told: it may have been forgotten while the turn waited for a person. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Episodes } from './episodes.js';
import { MemoryRows } from './facts/memory-row.js';
import { SCRUB_JOB } from './facts/scrub-job.js';

@Injectable()
export class StillKnown {
  constructor(
    private readonly database: Database,
    private readonly rows: MemoryRows,
    private readonly episodes: Episodes,
  ) {}

  /** Of ids of memories and messages, those that may be recalled. */
  async among(userId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    if (!ids.length) return new Set();
    const [memories, messages] = await Promise.all([
      this.rows.select(userId, `m.id IN (${ids.map(() => '?').join(', ')})`, ids),
      this.episodes.recallable(userId, ids),
    ]);
    return new Set([...memories.map(({ id }) => id), ...messages]);
  }

  /** Whether anything of the user was forgotten or deleted since, whatever it was. `time`: ISO-8601. */
  async hasForgottenSince(userId: string, time: string): Promise<boolean> {
    const rows = await this.database.rows(SINCE, [userId, SCRUB_JOB, time, userId, time]);
    return rows.length > 0;
  }
}

/** Both are committed with what they tell of. */
const SINCE = `SELECT 1 AS one FROM jobs WHERE user_id = ? AND kind = ? AND created_at >= ?
  UNION ALL SELECT 1 FROM deletion_receipts
    WHERE user_id = ? AND created_at >= ? AND rule IN ('session.deleted', 'session.expired', 'retention.sessions') LIMIT 1`;
