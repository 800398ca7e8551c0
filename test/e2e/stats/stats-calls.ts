/** What the suites of statistics share: rows behind the application's back, and waiting for the roll-up. */
import SqliteConnection from 'better-sqlite3';
import pg from 'pg';
import type { Json } from '../../support/call.js';
import type { RunningApp } from '../../support/start-app.js';

/** Runs one statement without parameters; gives its rows. */
export async function onDatabase(app: RunningApp, sql: string): Promise<Json[]> {
  if (app.database === 'sqlite') {
    const connection = new SqliteConnection(app.databaseUrl.replace(/^sqlite:/, ''));
    try {
      const statement = connection.prepare(sql);
      if (statement.reader) return statement.all();
      statement.run();
      return [];
    } finally {
      connection.close();
    }
  }
  const client = new pg.Client({ connectionString: app.databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Waits until every usage row is in the roll-ups. */
export async function rolledUp(app: RunningApp): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 100) {
    const [row] = await onDatabase(app, 'SELECT count(*) AS n FROM usage_records WHERE rolled = 0');
    if (Number(row.n) === 0) return;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  throw new Error('the roll-up did not come');
}

/** The counters of all servers: gives the sum of a metric over its labels. */
export async function scraped(app: RunningApp): Promise<(name: string) => number> {
  const texts = (await app.everywhere('GET', '/metrics')).map(({ body }) => body as string);
  const lines = texts.flatMap((text) => text.split('\n'));
  return (name) =>
    lines
      .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}

/** Waits until as many model calls are written; they are gathered for a second. */
export async function callsWritten(app: RunningApp, wanted: number): Promise<void> {
  let n = 0;
  for (let waited = 0; waited < 10_000; waited += 50) {
    n = Number((await onDatabase(app, 'SELECT count(*) AS n FROM model_calls'))[0].n);
    if (n >= wanted) break;
    await new Promise((resume) => setTimeout(resume, 50));
  }
  if (n !== wanted) throw new Error(`${n} model calls were written, not ${wanted}`);
}

export interface Usage {
  at: string;
  model?: string;
  tokens?: [prompt: number, completion: number];
  ms?: number;
  firstMs?: number | null;
  code?: string;
  cost?: number;
}

/** Inserts usage rows as if turns had ended at those times. */
export async function addUsage(app: RunningApp, userId: string, usage: Usage[]): Promise<void> {
  const values = usage.map(({ at, model = 'm', tokens = [10, 5], ms = 100, firstMs = 50, code, cost = 0 }, i) => {
    const id = `00000000-0000-7000-8000-${(i + Math.floor(Math.random() * 2 ** 40)).toString(16).padStart(12, '0')}`;
    const text = (value?: string) => (value === undefined ? 'NULL' : `'${value}'`);
    const outcome = code ? 'failed' : 'complete';
    return `('${userId}', '${id}', '${id}', '${id}', '${model}', ${tokens[0]}, ${tokens[1]}, 0, ${firstMs}, ${ms}, '${outcome}', ${text(code)}, ${cost}, '${at}')`;
  });
  await onDatabase(
    app,
    `INSERT INTO usage_records (user_id, id, turn_id, message_id, model, prompt_tokens, completion_tokens, estimated,
      first_token_ms, total_ms, outcome, code, cost_micros, created_at) VALUES ${values.join(', ')}`,
  );
}
