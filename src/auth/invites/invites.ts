/** Codes that let one person each register, made by administrators. */
import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { isId, newId } from '../../common/ids.js';
import { type Page, toPage } from '../../http/pagination.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { parseExpiry } from '../tokens/parse-expiry.js';
import { decodeIdCursor } from '../../http/id-cursor.js';
import { Invite } from '../invite.entity.js';
import { digestOf } from '../tokens/digest-of.js';

const DEFAULT_LIFETIME_MS = 7 * 86_400_000;

export interface NewInvite {
  invite: Invite;
  /** Shown once. */
  code: string;
}

@Injectable()
export class Invites {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** `expiresAt`: ISO-8601, in the future; a week from now unless given. */
  async create(owner: { userId: string }, expiresAt?: string | null): Promise<NewInvite> {
    const expiry = parseExpiry(expiresAt, this.clock.now()) ?? this.clock.iso(DEFAULT_LIFETIME_MS);
    const code = `invite_${randomBytes(24).toString('base64url')}`;
    const invite: Invite = {
      userId: owner.userId,
      id: newId(),
      codeHash: digestOf(code),
      createdAt: this.clock.iso(),
      expiresAt: expiry,
      usedAt: null,
      usedBy: null,
    };
    await this.database.batch([
      {
        sql: 'INSERT INTO invites (user_id, id, code_hash, created_at, expires_at) VALUES (?, ?, ?, ?, ?)',
        params: [invite.userId, invite.id, invite.codeHash, invite.createdAt, invite.expiresAt],
      },
    ]);
    return { invite, code };
  }

  /** All administrators' invites: whoever administers the server may see and withdraw them. Newest first. */
  async list({ limit, cursor }: { limit: number; cursor?: string }): Promise<Page<Invite>> {
    const before = decodeIdCursor(cursor);
    const rows = await this.database.reader.find(Invite, {
      where: before === undefined ? {} : { id: LessThan(before) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return toPage(rows, limit, (invite) => [invite.id]);
  }

  async delete(id: string): Promise<void> {
    if (!isId(id)) throw notFound();
    const [deleted] = await this.database.batch([{ sql: 'DELETE FROM invites WHERE id = ?', params: [id] }]);
    if (!deleted) throw notFound();
  }

  async isUsable(code: string): Promise<boolean> {
    const sql = 'SELECT 1 AS found FROM invites WHERE code_hash = ? AND used_at IS NULL AND expires_at > ?';
    return (await this.database.rows(sql, [digestOf(code), this.clock.iso()])).length > 0;
  }

  /** Uses a code up, in the transaction that makes the account; changes no row where it is used up already. */
  redeem(code: string, userId: string): Statement {
    const now = this.clock.iso();
    return {
      sql: 'UPDATE invites SET used_at = ?, used_by = ? WHERE code_hash = ? AND used_at IS NULL AND expires_at > ?',
      params: [now, userId, digestOf(code), now],
      expect: 1,
    };
  }
}
