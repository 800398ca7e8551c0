/** Writes the audit log and reads it. Entries are added one after the other, whatever happens at once. */
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { decodeCursor, type Page, toPage } from '../../http/pagination.js';
import { isUniqueViolation } from '../../platform/database/constraint-errors.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { AuditEntry } from './audit-entry.entity.js';
import { BEGINNING, hashOf } from './audit-hash.js';

export interface NewAuditEntry {
  /** Undefined: the server itself, or nobody who is signed in. */
  actorId?: string;
  /** Noun and what became of it: `config.changed`. */
  action: string;
  /** Id or key of what was changed. */
  target?: string;
  /** Never a secret or a message's text. */
  details?: Record<string, unknown>;
}

/** Other servers may be faster; each attempt reads the newest entry again. */
const ATTEMPTS = 20;

@Injectable()
export class AuditLog {
  /** Of this process: those that come at once wait for each other instead of running into each other. */
  private last: Promise<void> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds an entry, in one transaction with the statements it is about. A function is asked for them at each attempt, so
   * that ids it gives are in the order of the entries.
   */
  add(entry: NewAuditEntry, statements: readonly Statement[] | (() => readonly Statement[]) = []): Promise<void> {
    const made = typeof statements === 'function' ? statements : () => statements;
    const adding = this.last.then(() => this.append(entry, made));
    this.last = adding.catch(() => undefined);
    return adding;
  }

  /** Newest first. */
  async list({ limit, cursor }: { limit: number; cursor?: string }): Promise<Page<AuditEntry>> {
    const before = decodeCursor(cursor, ['number']);
    const rows = await this.database.reader.find(AuditEntry, {
      where: before ? { seq: LessThan(before[0]) } : {},
      order: { seq: 'DESC' },
      take: limit + 1,
    });
    return toPage(rows, limit, ({ seq }) => [seq]);
  }

  private async append(entry: NewAuditEntry, statements: () => readonly Statement[]): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const [newest] = await this.database.rows<{ seq: number; hash: string }>(
        'SELECT seq, hash FROM audit_entries ORDER BY seq DESC LIMIT 1',
      );
      const insert = this.insert(entry, (newest?.seq ?? 0) + 1, newest?.hash ?? BEGINNING);
      try {
        await this.database.batch([insert, ...statements()]);
        return;
      } catch (error) {
        if (attempt === ATTEMPTS || !isUniqueViolation(error)) throw error;
      }
    }
  }

  private insert(
    { actorId, action, target, details = {} }: NewAuditEntry,
    seq: number,
    previousHash: string,
  ): Statement {
    const entry = {
      seq,
      createdAt: this.clock.iso(),
      actorId: actorId ?? null,
      action,
      target: target ?? null,
      details: JSON.stringify(details),
      previousHash,
    };
    return {
      sql: `INSERT INTO audit_entries (seq, created_at, actor_id, action, target, details, previous_hash, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      params: [...Object.values(entry), hashOf(entry)],
    };
  }
}
