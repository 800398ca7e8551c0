/** Writes down when an API key was last used, at most once a minute. */
import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { Principal } from '../../common/owner.js';
import { Database } from '../../platform/database/database.js';

const EVERY_MS = 60_000;

@Injectable()
export class KeyUse implements OnModuleDestroy {
  private readonly logger = new Logger(KeyUse.name);
  private readonly writing = new Set<Promise<unknown>>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Does not make the request wait, nor fail: the time is information, not a rule. */
  note({ userId, credentialId }: Principal, lastUsedAt: string | null): void {
    const dueBefore = this.clock.iso(-EVERY_MS);
    if (lastUsedAt !== null && lastUsedAt > dueBefore) return;
    const sql = `UPDATE api_keys SET last_used_at = ?
      WHERE user_id = ? AND id = ? AND (last_used_at IS NULL OR last_used_at <= ?)`;
    const write = this.database
      .batch([{ sql, params: [this.clock.iso(), userId, credentialId, dueBefore] }])
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the use of an API key could not be written down'))
      .finally(() => this.writing.delete(write));
    this.writing.add(write);
  }

  /** Waits for the last writes: the database is closed after this. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.writing);
  }
}
