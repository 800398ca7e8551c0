/** Changes rows behind the application's back, as another process would. `?` placeholders. */
import SqliteConnection from 'better-sqlite3';
import pg from 'pg';
import { toPostgresPlaceholders } from '../../../src/platform/database/placeholders.js';
import type { RunningApp } from '../../support/start-app.js';

export async function changeDatabase(app: RunningApp, sql: string, params: (string | number)[]): Promise<void> {
  if (app.database === 'sqlite') {
    const connection = new SqliteConnection(app.databaseUrl.replace(/^sqlite:/, ''));
    connection.prepare(sql).run(params);
    connection.close();
    return;
  }
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    await client.query(toPostgresPlaceholders(sql), params);
  } finally {
    await client.end();
  }
}
