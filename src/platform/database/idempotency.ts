/**
 * Makes a request take effect once, however often it is sent: the first answer is kept for a day under the caller's key.
 * Must know nothing of what the requests do.
 */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { Owner } from '../../common/owner.js';
import { Database } from './database.js';
import type { Statement } from './statement.js';

/** How long a key is remembered, in milliseconds. */
export const IDEMPOTENCY_AGE = 24 * 3600 * 1000;

/** A request that carries an Idempotency-Key. */
export interface IdempotentRequest {
  /** What is asked for, e.g. `chat`; the same key may be used once in each scope. */
  scope: string;
  key: string;
  /** `hashBody` of what was sent. */
  bodyHash: string;
}

/** Same members and values, same hash, whatever the order of the members. */
export function hashBody(body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(body, sortMembers) ?? 'undefined')
    .digest('base64url');
}

function sortMembers(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

@Injectable()
export class Idempotency {
  private readonly running = new Map<string, { bodyHash: string; result: Promise<unknown> }>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The result of the first request with this key: kept, awaited if it is still being worked on, or else what `work`
   * gives. `work` must put `record(result)` into the transaction of its effect, then both are there or neither; where
   * another server was faster that transaction is rolled back and the other's result given. Without a request `work`
   * simply runs. Results are JSON. Throws `idempotency_mismatch` for another body under the same key.
   */
  async once<T>(
    owner: Owner,
    request: IdempotentRequest | undefined,
    work: (record: (result: T) => Statement[]) => Promise<T>,
  ): Promise<T> {
    if (!request) return work(() => []);
    const name = JSON.stringify([owner.userId, request.scope, request.key]);
    const other = this.running.get(name);
    if (other) {
      refuseOtherBody(other.bodyHash, request);
      return other.result as Promise<T>;
    }
    const result = this.run(owner, request, work);
    this.running.set(name, { bodyHash: request.bodyHash, result });
    try {
      return await result;
    } finally {
      this.running.delete(name);
    }
  }

  /** The kept result of an earlier request, or undefined. Throws `idempotency_mismatch` for another body. */
  async find<T>(owner: Owner, request: IdempotentRequest): Promise<T | undefined> {
    const [row] = await this.database.rows<{ body_hash: string; result: string }>(
      'SELECT body_hash, result FROM idempotency_keys WHERE user_id = ? AND scope = ? AND key = ? AND created_at > ?',
      [owner.userId, request.scope, request.key, this.clock.iso(-IDEMPOTENCY_AGE)],
    );
    if (!row) return undefined;
    refuseOtherBody(row.body_hash, request);
    return JSON.parse(row.result) as T;
  }

  /** Whether the key was used, whatever the body was: for bodies whose hash is not known before they are read. */
  async isKept(owner: Owner, { scope, key }: Pick<IdempotentRequest, 'scope' | 'key'>): Promise<boolean> {
    const sql = 'SELECT 1 AS one FROM idempotency_keys WHERE user_id = ? AND scope = ? AND key = ? AND created_at > ?';
    const params = [owner.userId, scope, key, this.clock.iso(-IDEMPOTENCY_AGE)];
    return (await this.database.rows(sql, params)).length > 0;
  }

  /** For a transaction of one's own: the statements that keep a result; they fail where the key is taken already. */
  record(owner: Owner, request: IdempotentRequest, result: unknown): Statement[] {
    const place = [owner.userId, request.scope, request.key];
    return [
      {
        sql: 'DELETE FROM idempotency_keys WHERE user_id = ? AND scope = ? AND key = ? AND created_at <= ?',
        params: [...place, this.clock.iso(-IDEMPOTENCY_AGE)],
      },
      {
        sql:
          'INSERT INTO idempotency_keys (user_id, scope, key, body_hash, result, created_at) ' +
          'VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
        params: [...place, request.bodyHash, JSON.stringify(result), this.clock.iso()],
        expect: 1,
      },
    ];
  }

  /** Forgets keys older than a day. */
  async prune(): Promise<void> {
    await this.database.batch([
      { sql: 'DELETE FROM idempotency_keys WHERE created_at <= ?', params: [this.clock.iso(-IDEMPOTENCY_AGE)] },
    ]);
  }

  private async run<T>(
    owner: Owner,
    request: IdempotentRequest,
    work: (record: (result: T) => Statement[]) => Promise<T>,
  ): Promise<T> {
    const kept = await this.find<T>(owner, request);
    if (kept !== undefined) return kept;
    try {
      return await work((result) => this.record(owner, request, result));
    } catch (error) {
      // Another server may have been faster, and what was in the way may be what it did.
      const winner = await this.find<T>(owner, request);
      if (winner === undefined) throw error;
      return winner;
    }
  }
}

function refuseOtherBody(bodyHash: string, request: IdempotentRequest): void {
  if (bodyHash !== request.bodyHash) throw new AppError('idempotency_mismatch');
}
