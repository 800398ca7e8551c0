/** `rai doctor`: looks at everything the server needs and says how to mend what is wrong. Changes nothing. */
import { statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import type { DataSource } from 'typeorm';
import { AppError, isNotFound } from '../common/app-error.js';
import { type Configuration, lookAtConfiguration } from '../config/configuration.js';
import { ConfigError } from '../config/load-environment.js';
import { nearestFolder } from '../config/make-folder.js';
import { pendingMigrations } from '../platform/database/migrate.js';
import { openDatabase } from '../platform/database/open-database.js';
import { connectionOf } from '../platform/database/sqlite-database.js';
import { modelsUrl } from '../platform/llm/openai-compatible/server-address.js';
import { SCHEMA } from '../schema.js';
import { serverUrl } from './server-url.js';

interface Finding {
  what: string;
  /** warn: it works, but less well than it could. */
  state: 'ok' | 'warn' | 'fail';
  detail: string;
  mend?: string;
}

const FREE_BYTES = 1024 ** 3;

/** Prints what was found; gives the exit code. */
export async function doctor(): Promise<number> {
  let configuration: Configuration;
  try {
    configuration = lookAtConfiguration();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const { variable, problem } of error.problems)
      print({ what: 'config', state: 'fail', detail: `${variable} ${problem}` });
    return 1;
  }
  print({ what: 'config', state: 'ok', detail: `data in ${configuration.app.dataDir}` });
  const findings = [
    disk(configuration),
    await database(configuration),
    await model(configuration),
    await port(configuration),
  ];
  for (const finding of findings) print(finding);
  return findings.some(({ state }) => state === 'fail') ? 1 : 0;
}

function print({ what, state, detail, mend }: Finding): void {
  process.stdout.write(
    `${state.padEnd(4)}  ${what.padEnd(8)}  ${detail}${mend ? `\n                → ${mend}` : ''}\n`,
  );
}

function disk({ app }: Configuration): Finding {
  const { bavail, bsize } = statfsSync(nearestFolder(app.dataDir));
  const free = bavail * bsize;
  const detail = `${Math.round(free / 1024 ** 2)} MB free`;
  if (free >= FREE_BYTES) return { what: 'disk', state: 'ok', detail };
  return { what: 'disk', state: 'warn', detail, mend: 'make room, or set DATA_DIR to a larger disk' };
}

async function database({ database: config }: Configuration): Promise<Finding> {
  const what = 'database';
  try {
    const opened = await openDatabase(config, SCHEMA, { migrations: false, create: false });
    try {
      return { what, ...(await examine(opened.dataSource, config.dialect)) };
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (isNotFound(error))
      return { what, state: 'warn', detail: (error as AppError).message, mend: 'npm start makes it' };
    const mend =
      config.dialect === 'postgres'
        ? 'is the server running, and are DATABASE_URL’s user and database right?'
        : 'is DATABASE_URL’s folder there and writable?';
    return { what, state: 'fail', detail: (error as Error).message, mend };
  }
}

async function examine(source: DataSource, dialect: string): Promise<Omit<Finding, 'what'>> {
  if (dialect === 'sqlite') {
    const verdict = connectionOf(source).pragma('quick_check', { simple: true });
    if (verdict !== 'ok')
      return {
        state: 'fail',
        detail: `damaged: ${String(verdict)}`,
        mend: 'restore the newest copy from the backups folder',
      };
  }
  const pending = await pendingMigrations(source);
  if (pending.length === source.migrations.length)
    return { state: 'warn', detail: `${dialect}, holds nothing yet`, mend: 'npm start makes its tables' };
  if (pending.length)
    return {
      state: 'warn',
      detail: `${dialect}, schema not up to date`,
      mend: 'npm run migration:run (npm start does it too)',
    };
  return { state: 'ok', detail: `${dialect}, schema up to date` };
}

async function model({ llm }: Configuration): Promise<Finding> {
  const what = 'model';
  if (llm.provider === 'extractive') return { what, state: 'ok', detail: 'extractive: no model server is asked' };
  const mend = 'start the model server, or set LLM_API_URL; LLM_PROVIDER=extractive answers without one';
  try {
    const headers = llm.apiKey ? { authorization: `Bearer ${llm.apiKey}` } : undefined;
    const response = await fetch(modelsUrl(llm.apiUrl), { headers, signal: AbortSignal.timeout(3000) });
    if (response.ok) return { what, state: 'ok', detail: `${llm.apiUrl} answers` };
    return {
      what,
      state: 'warn',
      detail: `${llm.apiUrl} answered ${response.status}`,
      mend: response.status === 401 ? 'set LLM_API_KEY' : mend,
    };
  } catch (error) {
    const state = llm.provider === 'openai' ? 'fail' : 'warn';
    return { what, state, detail: `${llm.apiUrl} does not answer (${(error as Error).message})`, mend };
  }
}

/** Whether the port is free, or taken by a server of ours. */
async function port({ app }: Configuration): Promise<Finding> {
  const what = 'port';
  const isFree = await new Promise<boolean>((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(app.port, app.host, () => probe.close(() => resolve(true)));
  });
  if (isFree) return { what, state: 'ok', detail: `${app.host}:${app.port} is free` };
  try {
    const response = await fetch(`${serverUrl(app)}/health/live`, { signal: AbortSignal.timeout(1000) });
    if (response.ok) return { what, state: 'ok', detail: `a server answers on ${app.host}:${app.port}` };
  } catch {
    // Whatever has the port does not speak HTTP: reported below.
  }
  return {
    what,
    state: 'fail',
    detail: `${app.host}:${app.port} is taken by something else`,
    mend: 'stop it, or set RAI_API_PORT',
  };
}
