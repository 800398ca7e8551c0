import { describe, expect, it } from '@jest/globals';

const SCRIPT = '../../scripts/check-owners.mjs';
const { ownerProblem: problem } = (await import(SCRIPT)) as {
  ownerProblem: (sql: string, tables: Set<string>) => string | undefined;
};
const TABLES = new Set(['messages', 'sessions']);

describe('a statement over rows of accounts', () => {
  it.each([
    'SELECT content FROM messages WHERE user_id = ? AND id = ?',
    'SELECT "M"."content" FROM "messages" "M" WHERE (("M"."user_id" = $1) AND ("M"."id" = $2))',
    'SELECT m.role FROM messages m JOIN sessions s ON s.user_id = m.user_id AND s.id = m.session_id WHERE m.user_id = ?',
    'INSERT INTO messages (user_id, id) VALUES (?, ?)',
    'INSERT INTO "messages"("id", "user_id") VALUES ($1, $2)',
    'UPDATE messages SET content = ? WHERE user_id = ? AND id = ?',
    'DELETE FROM messages WHERE (user_id, id) IN (SELECT user_id, id FROM messages WHERE user_id = ?)',
    'SELECT 1 AS one',
    'CREATE TABLE messages (id text)',
  ])('that names the owner is let pass: %s', (sql) => expect(problem(sql, TABLES)).toBeUndefined());

  it.each([
    'SELECT content FROM messages WHERE id = ?',
    'SELECT user_id FROM messages WHERE id = ?',
    'SELECT m.role FROM messages m JOIN sessions s ON s.id = m.session_id WHERE m.user_id = ?',
    "SELECT content FROM messages WHERE content = 'user_id = 1'",
    'UPDATE messages SET content = ? WHERE id = ?',
    'DELETE FROM messages',
    'INSERT INTO messages (id) VALUES (?)',
  ])('that does not is told: %s', (sql) => expect(problem(sql, TABLES)).toContain('messages'));
});
