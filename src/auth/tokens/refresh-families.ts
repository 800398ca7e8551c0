/**
 * Sign-ins and their refresh tokens: begun, rotated, ended. Rotation and reuse detection follow RFC 9700, section 4.14.
 * Must know nothing of passwords and of HTTP.
 */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { newId, NIL_ID } from '../../common/ids.js';
import type { Owner } from '../../common/owner.js';
import { AuthConfig } from '../../config/auth.config.js';
import { Database } from '../../platform/database/database.js';
import { type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { derivedKey, keyedHash } from './derived-key.js';
import { digestOf } from './digest-of.js';
import { addFamily, addToken, type TokenRow } from './refresh-statements.js';

/** How long a spent token still gives its successor: tabs that refresh at once must not end the sign-in. */
const PARALLEL_MS = 10_000;

/** A sign-in about to be saved: its statements belong into the transaction that checks the account. */
export interface NewFamily {
  id: string;
  refreshToken: string;
  statements: Statement[];
}

export interface RotatedFamily extends Owner {
  id: string;
  refreshToken: string;
}

@Injectable()
export class RefreshFamilies {
  private readonly successorKey: Buffer;
  private readonly lifetimeMs: number;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly events: EventBus,
    private readonly config: AuthConfig,
  ) {
    this.successorKey = derivedKey(config.jwtSecret, 'refresh successor');
    this.lifetimeMs = config.refreshTokenSeconds * 1000;
  }

  begin({ userId }: Owner, peerHash: string | null): NewFamily {
    const id = newId();
    const refreshToken = randomBytes(32).toString('base64url');
    const statements = [
      this.purge(userId),
      addFamily({ userId, id, now: this.clock.iso(), peerHash }),
      addToken(this.tokenRow(userId, id, newId(), refreshToken)),
    ];
    return { id, refreshToken, statements };
  }

  /** Spends a token. The same token again within 10 s gives the same successor; later it ends the sign-in. */
  async rotate(token: string): Promise<RotatedFamily> {
    const found = await this.find(token);
    if (!found) throw new AppError('unauthorized', 'The refresh token is not valid; sign in again.');
    const successor = this.successorOf(token);
    const rotated = { userId: found.user_id, id: found.family_id, refreshToken: successor };
    if (found.revoked_at !== null || found.disabled) throw new AppError('token_revoked');
    if (found.spent_at !== null) return this.again(found.spent_at, rotated);
    if (found.expires_at <= this.clock.iso()) throw new AppError('token_expired', 'The refresh token has expired.');
    try {
      await this.database.batch(this.spend(rotated, found.id));
      return rotated;
    } catch (error) {
      if (!(error instanceof UnexpectedChanges)) throw error;
      // Another request was faster: it spent the token (same successor) or ended the sign-in.
      return this.rotate(token);
    }
  }

  /** Ends one sign-in: its access tokens and streams die with it. */
  async end(owner: Owner, familyId: string): Promise<void> {
    const sql = 'UPDATE refresh_families SET revoked_at = ? WHERE user_id = ? AND id = ? AND revoked_at IS NULL';
    await this.database.batch([{ sql, params: [this.clock.iso(), owner.userId, familyId] }]);
    this.events.emit('credential.revoked', { userId: owner.userId, credentialId: familyId });
  }

  /** Ends all sign-ins of a user but `keep`, in one transaction with the statements given. */
  async endOthers(owner: Owner, keep: string | null, first: Statement[] = []): Promise<void> {
    const kept = keep ?? NIL_ID;
    const live = await this.database.rows<{ id: string }>(
      'SELECT id FROM refresh_families WHERE user_id = ? AND revoked_at IS NULL AND id <> ?',
      [owner.userId, kept],
    );
    const sql = 'UPDATE refresh_families SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL AND id <> ?';
    await this.database.batch([...first, { sql, params: [this.clock.iso(), owner.userId, kept] }]);
    for (const { id } of live) this.events.emit('credential.revoked', { userId: owner.userId, credentialId: id });
  }

  /** Has this user signed in from that address before? */
  async knowsPeer({ userId }: Owner, peerHash: string): Promise<boolean> {
    const sql = 'SELECT 1 AS found FROM refresh_families WHERE user_id = ? AND peer_hash = ? LIMIT 1';
    return (await this.database.rows(sql, [userId, peerHash])).length > 0;
  }

  private async again(spentAt: string, rotated: RotatedFamily): Promise<RotatedFamily> {
    if (this.clock.now() - Date.parse(spentAt) <= PARALLEL_MS) return rotated;
    // Somebody kept a spent token: its owner or a thief. Neither can be told from the other, so both must sign in.
    await this.end(rotated, rotated.id);
    throw new AppError('token_revoked');
  }

  /** Only who holds the parent can make its successor again: the database alone, or the secret alone, is not enough. */
  private successorOf(token: string): string {
    return keyedHash(this.successorKey, token);
  }

  private spend({ userId, id, refreshToken }: RotatedFamily, tokenId: string): Statement[] {
    const now = this.clock.iso();
    const next = newId();
    return [
      {
        sql: 'UPDATE refresh_families SET last_used_at = ? WHERE user_id = ? AND id = ? AND revoked_at IS NULL',
        params: [now, userId, id],
        expect: 1,
      },
      {
        sql: 'UPDATE refresh_tokens SET spent_at = ?, successor_id = ? WHERE user_id = ? AND id = ? AND spent_at IS NULL',
        params: [now, next, userId, tokenId],
        expect: 1,
      },
      {
        sql: 'DELETE FROM refresh_tokens WHERE user_id = ? AND family_id = ? AND expires_at < ?',
        params: [userId, id, now],
      },
      addToken(this.tokenRow(userId, id, next, refreshToken)),
    ];
  }

  private tokenRow(userId: string, familyId: string, id: string, token: string): TokenRow {
    const now = this.clock.iso();
    return { userId, familyId, id, tokenHash: digestOf(token), now, expiresAt: this.clock.iso(this.lifetimeMs) };
  }

  /** Sign-ins nobody can use any more go when the user signs in again. */
  private purge(userId: string): Statement {
    const sql = 'DELETE FROM refresh_families WHERE user_id = ? AND last_used_at < ?';
    // How long access tokens live may be changed while the server runs.
    const usableMs = Math.max(this.config.refreshTokenSeconds, this.config.accessTokenSeconds) * 1000;
    return { sql, params: [userId, this.clock.iso(-usableMs)] };
  }

  private async find(token: string): Promise<FoundToken | undefined> {
    const sql = `SELECT t.user_id, t.id, t.family_id, t.spent_at, t.expires_at, f.revoked_at, u.disabled
      FROM refresh_tokens t
      JOIN refresh_families f ON f.user_id = t.user_id AND f.id = t.family_id
      JOIN users u ON u.id = t.user_id
      WHERE t.token_hash = ?`;
    return (await this.database.rows<FoundToken>(sql, [digestOf(token)]))[0];
  }
}

interface FoundToken {
  user_id: string;
  id: string;
  family_id: string;
  spent_at: string | null;
  expires_at: string;
  revoked_at: string | null;
  disabled: number;
}
