import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../src/common/ids.js';
import type { DatabaseConfig } from '../../../src/config/database.config.js';
import { forgetSession } from '../../../src/memory/facts/forget-session.js';
import { type OpenedDatabase, openDatabase } from '../../../src/platform/database/open-database.js';
import type { Statement } from '../../../src/platform/database/statement.js';
import { SCHEMA } from '../../../src/schema.js';
import { insertMessage } from '../../../src/session/message-row.js';
import { insertSession } from '../../../src/session/turn-statements.js';
import { type FreshDatabase, freshPostgres, testDatabases } from '../../support/test-databases.js';

const NOW = '2026-06-01T00:00:00.000Z';
/** More than one read and more than one step of each. */
const OF_IT = 130;
const OF_OTHERS = 700;
const OF_BOTH = 12;

describe.each(testDatabases())('what was learned from a conversation that is deleted, on %s', (kind) => {
  const userId = newId();
  const [gone, stays] = [newId(), newId()];
  let fresh: FreshDatabase | undefined;
  let opened: OpenedDatabase;
  beforeAll(async () => {
    fresh = kind === 'postgres' ? await freshPostgres() : undefined;
    const place = fresh ? { dialect: 'postgres', postgresUrl: fresh.url } : { dialect: 'sqlite' };
    opened = await openDatabase({ poolSize: 8, ...place } as DatabaseConfig, SCHEMA);
    const user = `INSERT INTO users (id, username, username_key, password_hash, role, created_at, updated_at)
      VALUES (?, 'one', 'one', '', 'user', ?, ?)`;
    const sessions = [gone, stays].map((id) => insertSession(userId, { id, title: null, titleSource: 'user' }, NOW));
    await opened.database.batch([{ sql: user, params: [userId, NOW, NOW] }, ...sessions]);
  });
  afterAll(async () => {
    await opened.close();
    await fresh?.drop();
  });

  let depth = 0;
  function saidIn(sessionId: string): { id: string; statement: Statement } {
    const id = newId();
    const place = { parentId: null, branchId: sessionId, depth: depth++ };
    const message = { ...place, id, role: 'user' as const, content: 'words', state: 'complete' as const };
    return { id, statement: insertMessage(userId, sessionId, { ...message, createdAt: NOW }) };
  }

  /** A memory, and a message that says it in each of the conversations. */
  async function know(origin: string, sessionIds: string[]): Promise<string> {
    const id = newId();
    const said = sessionIds.map(saidIn);
    const memory = `INSERT INTO memories (user_id, id, kind, content, stems, origin, confidence, created_at, updated_at)
      VALUES (?, ?, 'fact', 'words', '', ?, 80, ?, ?)`;
    const source = 'INSERT INTO memory_sources (user_id, memory_id, message_id, created_at) VALUES (?, ?, ?, ?)';
    await opened.database.batch([
      ...said.map(({ statement }) => statement),
      { sql: memory, params: [userId, id, origin, NOW, NOW] },
      ...said.map((message) => ({ sql: source, params: [userId, id, message.id, NOW] })),
    ]);
    return id;
  }
  const times = (count: number, origin: string, sessionIds: string[]) =>
    Promise.all(Array.from({ length: count }, () => know(origin, sessionIds)));
  const ids = async (sql: string): Promise<string[]> =>
    (await opened.database.rows<{ id: string }>(sql, [userId])).map(({ id }) => id).sort();

  it('is forgotten in steps of a few rows; what others say too, or somebody wrote down, stays', async () => {
    const [, both, others, written] = await Promise.all([
      times(OF_IT, 'patterns', [gone]),
      times(OF_BOTH, 'patterns', [gone, gone, stays]),
      times(OF_OTHERS, 'model', [stays]),
      times(1, 'user', [gone]),
    ]);
    const changed: number[][] = [];
    for await (const step of forgetSession(opened.database, userId, gone))
      changed.push(await opened.database.batch(step));
    expect(Math.max(...changed.flat())).toBeLessThanOrEqual(50);
    const sums = [0, 1].map((i) => changed.reduce((sum, step) => sum + step[i]!, 0));
    expect(sums).toEqual([OF_IT + 2 * OF_BOTH + 1, OF_IT]);
    expect(await ids('SELECT id FROM memories WHERE user_id = ?')).toEqual([...both, ...others, ...written].sort());
    const from = `SELECT DISTINCT m.session_id AS id FROM memory_sources s JOIN messages m ON m.user_id = s.user_id
      AND m.id = s.message_id WHERE s.user_id = ?`;
    expect(await ids(from)).toEqual([stays]);
  });
});
