/** The writes that make an account. Pure. */
import type { Statement } from '../../platform/database/statement.js';
import type { Username } from './username.js';

export interface NewAccount extends Username {
  id: string;
  passwordHash: string;
  now: string;
}

/**
 * The first account of the installation becomes administrator: whoever's row in instance_facts wins. The fact is unique,
 * so two registrations at once cannot both win, on either database, and it outlives the account.
 */
export function addAccount({ id, name, key, passwordHash, now }: NewAccount): Statement[] {
  return [
    {
      sql: 'INSERT INTO instance_facts (key, value, created_at) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING',
      params: [FIRST_ADMIN, id, now],
    },
    {
      sql: `INSERT INTO users (id, username, username_key, password_hash, disabled, created_at, updated_at, role)
        VALUES (?, ?, ?, ?, 0, ?, ?, CASE WHEN EXISTS
          (SELECT 1 FROM instance_facts WHERE key = ? AND value = ?) THEN 'admin' ELSE 'user' END)`,
      params: [id, name, key, passwordHash, now, now, FIRST_ADMIN, id],
      expect: 1,
    },
  ];
}

const FIRST_ADMIN = 'first_admin';

/**
 * Holds the account's row as it was checked: a password change or a disabling that came between rolls the batch back.
 * Without it a sign-in with the old password could begin after the change ended all others.
 */
export function stillTheSame(account: { id: string; passwordHash: string }): Statement {
  return {
    sql: 'UPDATE users SET updated_at = updated_at WHERE id = ? AND password_hash = ? AND disabled = 0',
    params: [account.id, account.passwordHash],
    expect: 1,
  };
}

/** Makes changes to the set of administrators happen one after the other (a row lock on PostgreSQL). */
export function lockAdministrators(): Statement {
  return { sql: 'UPDATE instance_facts SET value = value WHERE key = ?', params: [FIRST_ADMIN] };
}

/** True for everyone but the last administrator who is not disabled. One parameter: the account's id. */
export const NOT_LAST_ADMIN = `(role <> 'admin' OR disabled = 1 OR EXISTS
  (SELECT 1 FROM users other WHERE other.role = 'admin' AND other.disabled = 0 AND other.id <> ?))`;
