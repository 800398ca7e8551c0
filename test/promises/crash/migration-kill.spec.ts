/** Promise 14: a process killed within a migration leaves the old schema and every row; the next start does all of it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../../migrations/index.js';
import type { DatabaseConfig } from '../../../src/config/database.config.js';
import { allRows, makePastRelease, openPlain, type Rows } from '../../support/past-release.js';
import { type FreshDatabase, freshPostgres, testDatabases } from '../../support/test-databases.js';

const IS_LONG = process.env.TEST_LONG === '1';
const KILLS = 5;
/** The last migration of each release that is behind us. */
const RELEASES = [1763700700000];

describe.each(testDatabases().flatMap((kind) => RELEASES.map((release) => [kind, release] as const)))(
  'an upgrade on %s from the release of %i',
  (kind, release) => {
    const folder = mkdtempSync(join(tmpdir(), 'rai-upgrade-'));
    let fresh: FreshDatabase | undefined;
    let config: DatabaseConfig;
    let before: Rows;

    beforeAll(async () => {
      fresh = kind === 'postgres' ? await freshPostgres() : undefined;
      const place = fresh
        ? { dialect: 'postgres', postgresUrl: fresh.url }
        : { dialect: 'sqlite', sqlitePath: join(folder, 'rai.sqlite') };
      config = { poolSize: 4, ...place } as DatabaseConfig;
      await makePastRelease(config, release);
      before = await look(allRows);
    });
    afterAll(async () => {
      await fresh?.drop();
      rmSync(folder, { recursive: true, force: true });
    });

    async function look<T>(work: (source: Awaited<ReturnType<typeof openPlain>>) => Promise<T>): Promise<T> {
      const source = await openPlain(config, release);
      return work(source).finally(() => source.destroy());
    }

    /** `rai migrate`; gives the signal that ended it, and how many changes it made where it lived. */
    async function migrate(killAt?: number): Promise<{ signal: string | null; changes: number; output: string }> {
      const { PATH = '', HOME = '' } = process.env;
      const count = join(folder, 'count');
      const env = {
        PATH,
        HOME,
        NODE_ENV: 'test',
        DATA_DIR: folder,
        DATABASE_URL: fresh?.url ?? `sqlite:${config.sqlitePath}`,
        NODE_OPTIONS: `--import=${resolve('test/support/kill-at-statement.mjs')}`,
        KILL_COUNT: count,
        ...(killAt !== undefined && { KILL_AT: String(killAt) }),
      };
      const child = spawn(process.execPath, [resolve('dist/src/cli/main.js'), 'migrate'], { cwd: folder, env });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (output += String(bytes)));
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
      if (signal === null && code !== 0) throw new Error(`migrate ended with ${code}: ${output}`);
      return { signal, changes: signal === null ? Number(readFileSync(count, 'utf8')) : 0, output };
    }

    /** How many changes there are, tried on a copy. */
    async function changesOf(): Promise<number> {
      const own = [config, fresh] as const;
      fresh = kind === 'postgres' ? await freshPostgres() : undefined;
      const path = join(folder, 'copy.sqlite');
      config = { ...config, ...(fresh ? { postgresUrl: fresh.url } : { sqlitePath: path }) } as DatabaseConfig;
      try {
        await makePastRelease(config, release);
        return (await migrate()).changes;
      } finally {
        await fresh?.drop();
        [config, fresh] = own;
      }
    }

    it('killed anywhere leaves every row as it was; then it is done whole', async () => {
      const changes = await changesOf();
      expect(changes).toBeGreaterThan(MIGRATIONS.length / 2);
      const places = IS_LONG
        ? Array.from({ length: changes }, (_, i) => i + 1)
        : Array.from({ length: KILLS }, (_, i) => 1 + Math.round((i * (changes - 1)) / (KILLS - 1)));
      for (const place of places) {
        const { signal, output } = await migrate(place);
        expect([place, signal, output]).toEqual([place, 'SIGKILL', output]);
        expect(await look(allRows)).toEqual(before);
      }
      const backups = () => (kind === 'sqlite' ? readdirSync(join(folder, 'backups')) : []);
      const { output } = await migrate();
      expect(output).toContain(MIGRATIONS.at(-1)!.name);
      if (kind === 'sqlite') expect(backups().length).toBeGreaterThan(0);
      const after = await look(allRows);
      for (const [table, rows] of Object.entries(before)) {
        expect([table, after[table]?.length]).toEqual([table, rows.length]);
        const kept = after[table]!.map((row) =>
          Object.fromEntries(Object.keys(rows[0]!).map((name) => [name, row[name]])),
        );
        expect([table, kept]).toEqual([table, rows]);
      }
      expect((await migrate()).output).toContain('Nothing to do.');
    }, 240_000);
  },
);
