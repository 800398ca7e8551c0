import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import SqliteConnection from 'better-sqlite3';
import { newId } from '../../common/ids.js';
import type { DatabaseConfig } from '../../config/database.config.js';
import { SCHEMA } from '../../schema.js';
import { type OpenedDatabase, openDatabase } from './open-database.js';
import { setPlannerStatistics } from './planner-statistics.js';

/** Each names an account and one thing in it; planned blindly, each reads all that the account has of it. */
const BY_ONE_THING = {
  'the memories that a message gave': `SELECT f.id FROM memory_sources o JOIN memories f ON f.user_id = o.user_id AND f.id = o.memory_id
    WHERE o.user_id = ? AND o.message_id = ?`,
  'a conversation that is not hidden': `SELECT 1 AS found FROM (SELECT 1)
    WHERE EXISTS (SELECT 1 FROM sessions WHERE user_id = ? AND id = ? AND archived < 2)`,
  'the collection of a document': 'SELECT id, collection_id FROM documents WHERE user_id = ? AND id IN (?, ?, ?, ?)',
  'what a memory took the place of': 'SELECT id FROM memories WHERE user_id = ? AND superseded_by = ?',
};

describe('what the planner of SQLite is told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rai-planner-'));
  const path = join(folder, 'test.sqlite');
  let opened: OpenedDatabase;
  beforeAll(async () => {
    const config = { dialect: 'sqlite', sqlitePath: path, poolSize: 2 } as DatabaseConfig;
    opened = await openDatabase(config, SCHEMA, { exclusive: true });
  });
  afterAll(async () => {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const planOf = async (sql: string): Promise<string[]> => {
    const params = Array.from(sql.matchAll(/\?/g), () => newId());
    const steps = await opened.database.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, params);
    return steps.map(({ detail }) => detail);
  };

  it.each(Object.entries(BY_ONE_THING))('finds %s by its index, not through the account', async (_, sql) => {
    const steps = await planOf(sql);
    expect(steps.filter((step) => /^SEARCH/.test(step)).length).toBeGreaterThan(0);
    expect(steps.filter((step) => /^SCAN [a-z]|\(user_id=\?(\)| AND archived<)/.test(step))).toEqual([]);
  });

  it('finds what is no longer true among what has an end, the newest first', async () => {
    const steps = await planOf(`SELECT m.content FROM memories m WHERE m.user_id = ?
      AND (m.superseded_by IS NOT NULL OR m.valid_to IS NOT NULL) AND (m.superseded_by IS NOT NULL OR m.valid_to <= ?)
      ORDER BY m.updated_at DESC LIMIT 200`);
    expect(steps).toEqual([expect.stringContaining('ix_memories_untrue')]);
  });

  it('is written once, and again only where the indexes are others', () => {
    const connection = new SqliteConnection(path);
    const changes = () => connection.prepare('SELECT total_changes()').pluck().get() as number;
    const told = () => connection.prepare('SELECT count(*) FROM sqlite_stat1').pluck().get() as number;
    try {
      const before = told();
      setPlannerStatistics(connection);
      expect(changes()).toBe(0);
      connection.exec('CREATE INDEX ix_more ON messages (user_id, model)');
      setPlannerStatistics(connection);
      expect(told()).toBe(before + 1);
      connection.exec('DROP INDEX ix_more');
      setPlannerStatistics(connection);
      expect(told()).toBe(before);
    } finally {
      connection.close();
    }
  });
});
