/** What the database says about credentials at this moment. Must know nothing of tokens' signatures and of caching. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Principal } from '../../common/owner.js';
import { SCOPES } from '../../http/access.decorators.js';
import { AccountLimits, type Limits } from '../../http/limits/account-limits.js';
import { Database } from '../../platform/database/database.js';
import { User } from '../user.entity.js';

/** A sign-in as an access token names it, or an API key by its digest. */
export type CredentialName = { userId: string; familyId: string } | { keyHash: string };

export interface LiveCredential {
  principal: Principal;
  /** Milliseconds since the epoch; Infinity: does not expire by itself. */
  expiresAt: number;
  /** API keys only: when the use was last written down. */
  lastUsedAt?: string | null;
}

/** Credentials asked about in one query: bounds how long it holds the event loop (SQLite). */
const CHUNK = 500;

@Injectable()
export class CredentialState {
  constructor(
    private readonly database: Database,
    private readonly limits: AccountLimits,
  ) {
    limits.readWith((userId) => this.readLimits(userId));
  }

  /** Undefined: no such credential, revoked, or its account is disabled or gone. */
  read(name: CredentialName): Promise<LiveCredential | undefined> {
    return 'keyHash' in name ? this.readKey(name.keyHash) : this.readFamily(name.userId, name.familyId);
  }

  /** Those of the credentials that are alive, by id. */
  async alive(principals: readonly Principal[]): Promise<Set<string>> {
    const ids = new Set<string>();
    for (const via of ['token', 'api_key'] as const) {
      const some = principals.filter((principal) => principal.via === via);
      for (let start = 0; start < some.length; start += CHUNK) {
        for (const id of await this.aliveOf(via, some.slice(start, start + CHUNK))) ids.add(id);
      }
    }
    return ids;
  }

  private async readLimits(id: string): Promise<Limits | null> {
    const find = (manager: EntityManager) =>
      manager.findOne(User, { where: { id }, select: { id: true, limits: true } });
    const user = await (this.database.isWriting ? this.database.write(find) : find(this.database.reader));
    return user?.limits ?? null;
  }

  private async aliveOf(via: Principal['via'], principals: readonly Principal[]): Promise<string[]> {
    const asked = JSON.stringify(principals.map(({ userId, credentialId }) => [userId, credentialId]));
    const sql = `${ALIVE[via]} AND (c.user_id, c.id) IN (${PAIRS[this.database.dialect]})`;
    return (await this.database.rows<{ id: string }>(sql, [asked])).map(({ id }) => id);
  }

  private async readFamily(userId: string, familyId: string): Promise<LiveCredential | undefined> {
    const [row] = await this.database.rows<AccountRow>(FAMILY, [userId, familyId]);
    if (!row) return undefined;
    const { username, role } = row;
    this.limits.note(userId, limitsOf(row));
    const principal = { userId, username, role, via: 'token' as const, credentialId: familyId, scopes: SCOPES };
    return { principal, expiresAt: Infinity };
  }

  private async readKey(keyHash: string): Promise<LiveCredential | undefined> {
    const [row] = await this.database.rows<KeyRow>(KEY, [keyHash]);
    if (!row) return undefined;
    const { username, role, user_id: userId, id: credentialId } = row;
    const scopes = JSON.parse(row.scopes) as string[];
    this.limits.note(userId, limitsOf(row));
    this.limits.note(credentialId, limitsOf({ limits: row.key_limits }));
    return {
      principal: { userId, username, role, via: 'api_key', credentialId, scopes },
      expiresAt: row.expires_at === null ? Infinity : Date.parse(row.expires_at),
      lastUsedAt: row.last_used_at,
    };
  }
}

const FAMILY = `SELECT u.username, u.role, u.limits FROM refresh_families f JOIN users u ON u.id = f.user_id
  WHERE f.user_id = ? AND f.id = ? AND f.revoked_at IS NULL AND u.disabled = 0`;

const KEY = `SELECT u.username, u.role, u.limits, k.user_id, k.id, k.scopes, k.expires_at, k.last_used_at,
  k.limits AS key_limits
  FROM api_keys k JOIN users u ON u.id = k.user_id WHERE k.key_hash = ? AND u.disabled = 0`;

const ALIVE = {
  token: `SELECT c.id FROM refresh_families c JOIN users u ON u.id = c.user_id
    WHERE c.revoked_at IS NULL AND u.disabled = 0`,
  api_key: 'SELECT c.id FROM api_keys c JOIN users u ON u.id = c.user_id WHERE u.disabled = 0',
};

/** The pairs of ids in one JSON parameter: a list of placeholders costs PostgreSQL milliseconds to plan, each time. */
const PAIRS = {
  sqlite: "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)",
  postgres: 'SELECT (pair->>0)::uuid, (pair->>1)::uuid FROM json_array_elements(?::json) AS pair',
};

interface AccountRow {
  username: string;
  role: 'admin' | 'user';
  /** JSON. */
  limits: string | null;
}

function limitsOf({ limits }: Pick<AccountRow, 'limits'>): Limits | null {
  return limits === null ? null : (JSON.parse(limits) as Limits);
}

interface KeyRow extends AccountRow {
  user_id: string;
  id: string;
  scopes: string;
  expires_at: string | null;
  last_used_at: string | null;
  /** JSON. */
  key_limits: string | null;
}
