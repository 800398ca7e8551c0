import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { DataSource, type EntityManager } from 'typeorm';
import type { DatabaseConfig } from '../../../src/config/database.config.js';
import { readerOptions, writerOptions } from '../../../src/platform/database/data-source-options.js';
import { executeOn } from '../../../src/platform/database/execute-on.js';
import { openDatabase } from '../../../src/platform/database/open-database.js';
import { Foreground } from '../../../src/platform/foreground/foreground.js';
import { SqliteDatabase } from '../../../src/platform/database/sqlite-database.js';
import type { Statement } from '../../../src/platform/database/statement.js';
import { freshPostgres, testDatabases } from '../../support/test-databases.js';
import { writeAtOnce } from './write-check.js';

const NOTHING = { entities: [], migrations: [] };

/** What TypeORM alone would do: all transactions on the one connection it has. */
class WithoutQueue extends SqliteDatabase {
  constructor(
    private readonly shared: DataSource,
    reader: DataSource,
    path: string,
  ) {
    super(shared, reader, path, new Foreground());
  }

  protected override transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.shared.transaction(work);
  }

  protected override commitBatch(statements: readonly Statement[]): Promise<number[]> {
    return this.shared.transaction((manager) => executeOn(manager, statements));
  }
}

async function inFolder<T>(work: (config: DatabaseConfig, path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'rai-writers-'));
  const path = join(folder, 'test.sqlite');
  try {
    return await work({ dialect: 'sqlite', sqlitePath: path, poolSize: 8 } as DatabaseConfig, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const onPostgres = testDatabases().filter((kind) => kind === 'postgres');
(onPostgres.length ? describe : describe.skip)('a young database on PostgreSQL', () => {
  it('plans for rows that came in batches and for those that came within a transaction', async () => {
    const fresh = await freshPostgres();
    const opened = await openDatabase(
      { dialect: 'postgres', postgresUrl: fresh.url, poolSize: 8 } as DatabaseConfig,
      NOTHING,
    );
    const { database } = opened;
    const analyzed = async () => {
      const sql = "SELECT analyze_count FROM pg_stat_user_tables WHERE relname = 'things'";
      return Number((await database.rows<{ analyze_count: string }>(sql))[0]!.analyze_count);
    };
    const until = async (count: number) => {
      for (let waited = 0; (await analyzed()) < count; waited += 50) {
        if (waited > 10_000) throw new Error(`statistics were not collected ${count} times`);
        await new Promise((resume) => setTimeout(resume, 50));
      }
    };
    const fill = (rows: number) => ({ sql: 'INSERT INTO things SELECT generate_series(1, ?)', params: [rows] });
    try {
      await database.batch([{ sql: 'CREATE TABLE things (n integer)', params: [] }]);
      await database.write(async () => void (await database.batch([fill(2000)])));
      await until(1);
      await database.batch([fill(4000)]);
      await until(2);
    } finally {
      await opened.close();
      await fresh.drop();
    }
  });
});

describe('a hundred writers at once, a third of them failing', () => {
  it.each(testDatabases())('lose nothing and disturb nobody on %s', async (kind) => {
    const check = async (config: DatabaseConfig) => {
      const opened = await openDatabase(config, NOTHING);
      try {
        expect(await writeAtOnce(opened.database)).toEqual({ lost: 0, ghosts: 0, refused: [] });
      } finally {
        await opened.close();
      }
    };
    if (kind === 'sqlite') return inFolder(check);
    const fresh = await freshPostgres();
    await check({ dialect: 'postgres', postgresUrl: fresh.url, poolSize: 8 } as DatabaseConfig).finally(fresh.drop);
  });

  it('the same without the write queue does damage: the check can fail', async () => {
    await inFolder(async (config, path) => {
      const writer = await new DataSource(writerOptions(config, path, NOTHING)).initialize();
      const reader = await new DataSource(readerOptions(config, path, NOTHING)).initialize();
      const { lost, ghosts, refused } = await writeAtOnce(new WithoutQueue(writer, reader, path));
      expect(lost + ghosts + refused.length).toBeGreaterThan(0);
      await reader.destroy();
      await writer.destroy();
    });
  });
});
