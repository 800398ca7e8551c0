/** The API keys of a user: made, listed, ended. */
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { isId, newId } from '../../common/ids.js';
import type { Owner, Principal } from '../../common/owner.js';
import { SCOPES, type Scope } from '../../http/access.decorators.js';
import { type Page, toPage } from '../../http/pagination.js';
import { Database } from '../../platform/database/database.js';
import { type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { decodeIdCursor } from '../../http/id-cursor.js';
import { ApiKey } from '../api-key.entity.js';
import { digestOf } from '../tokens/digest-of.js';
import { parseExpiry } from '../tokens/parse-expiry.js';
import { newApiKeySecret } from './api-key-secret.js';

const DEFAULT_SCOPES = SCOPES.filter((scope) => scope !== 'admin');
/** Nobody uses as many; without a limit one account could fill the table. */
const MOST_KEYS = 100;

export interface NewApiKey {
  apiKey: ApiKey;
  /** The secret, known only now. */
  key: string;
}

@Injectable()
export class ApiKeys {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventBus,
  ) {}

  async create(
    owner: Principal,
    request: { name: string; scopes?: Scope[]; expiresAt?: string | null; limits?: object | null },
  ): Promise<NewApiKey> {
    const scopes = request.scopes ? [...new Set(request.scopes)] : DEFAULT_SCOPES;
    if (scopes.includes('admin') && owner.role !== 'admin') {
      throw new AppError('forbidden', 'Only administrators can make keys with the scope admin.');
    }
    const expiresAt = parseExpiry(request.expiresAt, this.clock.now()) ?? null;
    const { key, prefix } = newApiKeySecret();
    const apiKey: ApiKey = {
      userId: owner.userId,
      id: newId(),
      name: request.name,
      prefix,
      keyHash: digestOf(key),
      scopes,
      createdAt: this.clock.iso(),
      expiresAt,
      lastUsedAt: null,
      limits: request.limits ? { ...request.limits } : null,
    };
    await this.save(apiKey);
    this.events.emit('key.created', { userId: owner.userId, keyId: apiKey.id });
    return { apiKey, key };
  }

  /** Newest first. */
  async list({ userId }: Owner, { limit, cursor }: { limit: number; cursor?: string }): Promise<Page<ApiKey>> {
    const before = decodeIdCursor(cursor);
    const rows = await this.database.reader.find(ApiKey, {
      where: { userId, ...(before === undefined ? {} : { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return toPage(rows, limit, (key) => [key.id]);
  }

  /** Another name or other budgets; what is absent stays. Bites at once here, on other servers within a second. Throws 404. */
  async change({ userId }: Owner, id: string, change: { name?: string; limits?: object | null }): Promise<ApiKey> {
    if (!isId(id)) throw notFound();
    const { name, limits } = change;
    const sets: [column: string, value: string | null][] = [];
    if (name !== undefined) sets.push(['name', name]);
    if (limits !== undefined) sets.push(['limits', limits && JSON.stringify(limits)]);
    if (sets.length) {
      const sql = `UPDATE api_keys SET ${sets.map(([column]) => `${column} = ?`).join(', ')} WHERE user_id = ? AND id = ?`;
      await this.database.batch([{ sql, params: [...sets.map(([, value]) => value), userId, id] }]);
    }
    const key = await this.database.reader.findOneBy(ApiKey, { userId, id });
    if (!key) throw notFound();
    this.events.emit('key.changed', { userId, keyId: id, limits: key.limits });
    return key;
  }

  /** Ends a key. Throws 404. */
  async delete({ userId }: Owner, id: string): Promise<void> {
    if (!isId(id)) throw notFound();
    const sql = 'DELETE FROM api_keys WHERE user_id = ? AND id = ?';
    const [deleted] = await this.database.batch([{ sql, params: [userId, id] }]);
    if (!deleted) throw notFound();
    this.events.emit('credential.revoked', { userId, credentialId: id });
    this.events.emit('key.deleted', { userId, keyId: id });
  }

  /** What ends all keys of a user, for the transaction of the caller, who announces it when that is committed. */
  async endingAll({ userId }: Owner): Promise<{ statement: Statement; announce: () => void }> {
    const keys = await this.database.reader.find(ApiKey, { where: { userId }, select: { id: true } });
    const announce = () => {
      for (const { id } of keys) {
        this.events.emit('credential.revoked', { userId, credentialId: id });
        this.events.emit('key.deleted', { userId, keyId: id });
      }
    };
    return { statement: { sql: 'DELETE FROM api_keys WHERE user_id = ?', params: [userId] }, announce };
  }

  private async save(key: ApiKey): Promise<void> {
    const limits = key.limits && JSON.stringify(key.limits);
    const times = [key.createdAt, key.expiresAt, limits] as const;
    const insert = {
      sql: `INSERT INTO api_keys (user_id, id, name, prefix, key_hash, scopes, created_at, expires_at, limits)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      params: [key.userId, key.id, key.name, key.prefix, key.keyHash, JSON.stringify(key.scopes), ...times],
    };
    try {
      await this.database.batch([holdOwner(key.userId), ownerHasRoom(key.userId), insert]);
    } catch (error) {
      if (!(error instanceof UnexpectedChanges)) throw error;
      if (error.index === 0) throw new AppError('token_revoked', undefined, { cause: error });
      throw new AppError('conflict', `An account can have ${MOST_KEYS} API keys; delete one first.`, { cause: error });
    }
  }
}

/** Keys of one owner are made one after the other: a count alone does not see those that are being made (PostgreSQL). */
function holdOwner(userId: string): Statement {
  return { sql: 'UPDATE users SET updated_at = updated_at WHERE id = ? AND disabled = 0', params: [userId], expect: 1 };
}

function ownerHasRoom(userId: string): Statement {
  const sql = `UPDATE users SET updated_at = updated_at
    WHERE id = ? AND (SELECT count(*) FROM api_keys WHERE user_id = ?) < ?`;
  return { sql, params: [userId, userId, MOST_KEYS], expect: 1 };
}
