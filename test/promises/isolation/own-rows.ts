/** Every row that belongs to an account, read behind the application's back: what nobody else may have changed. */
import SqliteConnection from 'better-sqlite3';
import pg from 'pg';
import type { RunningApp } from '../../support/start-app.js';

/** By table; each row as JSON, sorted. */
export type OwnRows = Record<string, string[]>;

/** Written when a credential is merely used, and when a row has been added up. */
const OF_USE = ['last_used_at', 'rolled'];
/** Kept by timers, whatever is asked. */
const OF_TIMERS = ['usage_rollups', 'call_rollups', 'event_counts'];

export async function ownRows(app: RunningApp, userId: string): Promise<OwnRows> {
  return app.database === 'sqlite' ? fromSqlite(app, userId) : fromPostgres(app, userId);
}

/** Reads again until no job waits and two readings are the same: background work has an end. */
export async function restingRows(app: RunningApp, userId: string): Promise<OwnRows> {
  for (let before = await ownRows(app, userId), tries = 0; tries < 60; tries += 1) {
    await new Promise((resume) => setTimeout(resume, 500));
    const now = await ownRows(app, userId);
    const isWorking = now.jobs?.some((row) => /"state":"(queued|running)"/.test(row));
    if (!isWorking && JSON.stringify(now) === JSON.stringify(before)) return now;
    before = now;
  }
  throw new Error('the rows of the account do not come to rest');
}

function fromSqlite(app: RunningApp, userId: string): OwnRows {
  const connection = new SqliteConnection(app.databaseUrl.replace(/^sqlite:/, ''), { readonly: true });
  try {
    const owned = `SELECT m.name, c.name AS owner FROM sqlite_master m JOIN pragma_table_info(m.name) c
      WHERE m.type = 'table' AND (c.name = 'user_id' OR (m.name = 'users' AND c.name = 'id'))`;
    const tables = connection.prepare(owned).all() as { name: string; owner: string }[];
    const read = (name: string, owner: string) =>
      connection.prepare(`SELECT * FROM ${name} WHERE ${owner} = ?`).all(userId) as object[];
    return Object.fromEntries(tables.filter(isKept).map(({ name, owner }) => [name, toLines(read(name, owner))]));
  } finally {
    connection.close();
  }
}

async function fromPostgres(app: RunningApp, userId: string): Promise<OwnRows> {
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    const owned = `SELECT table_name AS name, column_name AS owner FROM information_schema.columns
      WHERE table_schema = 'public' AND (column_name = 'user_id' OR (table_name = 'users' AND column_name = 'id'))`;
    const rows: OwnRows = {};
    for (const { name, owner } of (await client.query<{ name: string; owner: string }>(owned)).rows.filter(isKept)) {
      const found = await client.query<object>(`SELECT * FROM ${name} WHERE ${owner}::text = $1`, [userId]);
      rows[name] = toLines(found.rows);
    }
    return rows;
  } finally {
    await client.end();
  }
}

const isKept = ({ name }: { name: string }) => !OF_TIMERS.includes(name);

function toLines(rows: object[]): string[] {
  const line = (row: object) =>
    JSON.stringify(Object.fromEntries(Object.entries(row).filter(([column]) => !OF_USE.includes(column))));
  return rows.map(line).sort();
}
