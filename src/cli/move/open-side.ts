/** Opens one side of a move for itself alone: no server runs on it, and none can start until the move is over. */
import type { DataSource } from 'typeorm';
import type { Dialect } from '../../config/database.config.js';
import { DatabaseConfig } from '../../config/database.config.js';
import { loadEnvironment } from '../../config/load-environment.js';
import { AppError } from '../../common/app-error.js';
import type { Database } from '../../platform/database/database.js';
import { ADVISORY_LOCK, pendingMigrations } from '../../platform/database/migrate.js';
import { openDatabase } from '../../platform/database/open-database.js';
import { SCHEMA } from '../../schema.js';

export interface Side {
  database: Database;
  dialect: Dialect;
  /** Without a password. */
  name: string;
  close(): Promise<void>;
}

const SERVERS = `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()
  AND application_name IN ('rai-chat reader', 'rai-chat writer', 'rai-chat migrator')`;

/** Throws a sentence where a server runs on it. `migrations`: bring it to the newest schema first. */
export async function openSide(url: string, { migrations }: { migrations: boolean }): Promise<Side> {
  const problem = DatabaseConfig.problem(url);
  if (problem) throw new AppError('bad_request', `${redacted(url)} ${problem}`);
  const config = new DatabaseConfig({ ...loadEnvironment().values, DATABASE_URL: url, DATABASE_DIRECT_URL: undefined });
  const name = redacted(url);
  const tool = { ...config, timeouts: undefined, applicationName: 'rai-chat move' } as DatabaseConfig;
  const opened = await openDatabase(tool, SCHEMA, { exclusive: true, migrations }).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'database_unavailable') throw error;
    throw new AppError(error.code, error.message.replace('DATABASE_URL', name), { cause: error });
  });
  const { database, dataSource } = opened;
  if (!migrations && !(await hasTables(dataSource))) {
    await opened.close();
    throw new AppError('not_found', `${name} holds nothing to move`);
  }
  if (config.dialect === 'sqlite') return { database, dialect: 'sqlite', name, close: opened.close };
  const runner = dataSource.createQueryRunner();
  try {
    const [{ n }] = (await runner.query(SERVERS)) as [{ n: string }];
    if (Number(n) > 0) throw new AppError('conflict', `a server is running on ${name}; stop it first`);
    const lock = `SELECT pg_try_advisory_lock(${ADVISORY_LOCK}) AS ok`;
    const [{ ok }] = (await runner.query(lock)) as [{ ok: boolean }];
    if (!ok) throw new AppError('conflict', `a server is starting on ${name}, or another move is under way`);
  } catch (error) {
    await runner.release();
    await opened.close();
    throw error;
  }
  const close = async () => {
    await runner.query(`SELECT pg_advisory_unlock(${ADVISORY_LOCK})`);
    await runner.release();
    await opened.close();
  };
  return { database, dialect: 'postgres', name, close };
}

async function hasTables(source: DataSource): Promise<boolean> {
  return (await pendingMigrations(source)).length < source.migrations.length;
}

function redacted(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
