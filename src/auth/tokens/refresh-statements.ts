/** The inserts of a sign-in. Pure. */
import type { Statement } from '../../platform/database/statement.js';

export interface TokenRow {
  userId: string;
  familyId: string;
  id: string;
  tokenHash: string;
  now: string;
  expiresAt: string;
}

export function addFamily(row: { userId: string; id: string; now: string; peerHash: string | null }): Statement {
  return {
    sql: 'INSERT INTO refresh_families (user_id, id, created_at, last_used_at, peer_hash) VALUES (?, ?, ?, ?, ?)',
    params: [row.userId, row.id, row.now, row.now, row.peerHash],
    expect: 1,
  };
}

export function addToken(row: TokenRow): Statement {
  return {
    sql: `INSERT INTO refresh_tokens (user_id, id, family_id, token_hash, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?)`,
    params: [row.userId, row.id, row.familyId, row.tokenHash, row.now, row.expiresAt],
    expect: 1,
  };
}
