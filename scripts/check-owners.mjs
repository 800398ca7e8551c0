/**
 * The second line behind the owner (docs/decisions/0019): every statement the servers under test sent that reads or
 * changes rows of accounts must name the owner, once for each such table. What a server does for itself, over all
 * accounts, is listed here with its reason. Reads what test/support/record-sql.mjs wrote into a folder.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './build-if-stale.mjs';

/** Statements over the rows of all accounts, and why they may. The pattern is of the statement as `plain` gives it. */
const OF_THE_SERVER = [
  [
    /^select distinct d\.user_id, d\.job_id, j\.state from documents d left join jobs j on j\.user_id = d\.user_id/,
    'a round of the leader: documents without a job',
  ],
  [/^delete from idempotency_keys where created_at <= /, 'a round of the leader: keys older than a day'],
  [/^delete from jobs where finished_at < /, 'jobs that ended long ago'],
  [
    /^select user_id, id, kind, payload, errors, attempts from jobs where kind = /,
    'a worker takes the next job, whoever it is of',
  ],
  [/^select kind, state, count\(\*\) as n from jobs /, 'a metric: how much work waits'],
  [
    /^delete from memories where origin <> '' and not exists \(select 1 from memory_sources s where s\.user_id = memories\.user_id and s\.memory_id = memories\.id\)$/,
    'a round of the leader: memories without a source',
  ],
  [
    /^select distinct user_id from search_pending where corpus = '' and created_at <= /,
    'a round of the leader: messages to index',
  ],
  [
    /^select user_id, id from sessions where (expires_at <=|updated_at <) /,
    'a round of the leader: conversations whose time is over',
  ],
  [
    /^select user_id, id, interval_seconds, next_check_at from sources where paused = 0 and next_check_at <= /,
    'a round of the leader: sources that are due',
  ],
  [
    /^select t\.user_id, t\.id, .* from turns t left join budget_reservations b on b\.user_id = t\.user_id and b\.turn_id = t\.id where t\.state = '' and t\.lease_until < /,
    'turns whose server died',
  ],
  [
    /^update turns set lease_until = \? where state = '' and lease_until > '' and lease_owner = /,
    'the turns this server runs stay its own',
  ],
  [
    /^update turns set replay = null where replay is not null and ended_at < /,
    'a round of the leader: frames of finished turns',
  ],
  [
    /^(delete from message_contexts|delete from turns) where \(user_id, \w+\) in \(select user_id, \w+ from turns where state <> '' and ended_at < /,
    'a round of the leader: logs of old turns',
  ],
  [
    /^select user_id, id, model, agent, .* from usage_records where rolled = 0 /,
    'a round of the leader: usage that is not in the sums',
  ],
  [
    /^select distinct user_id from usage_rollups where grain = '' and t < /,
    'a round of the leader: usage older than wanted',
  ],
  [/ from invites\b|^(update|delete from) invites\b/, 'invites are of whoever has the code, and of all administrators'],
  [/ where 1 = 1\b/, 'an administrator asks over all accounts'],
  [/ from budget_days where subject_id = /, 'the budget of an agent is one for all who use it'],
  [
    /^select distinct user_id, turn_id from turn_approvals where state = '' and expires_at <= /,
    'a round: approvals nobody gave',
  ],
  [/^select user_id, id, stems from memories$/, 'a migration reads every row once'],
];

/** Names of the tables whose rows belong to an account. */
export async function ownerTables() {
  const load = (path) => import(pathToFileURL(join(ROOT, 'dist', 'src', path)).href);
  const { openDatabase } = await load('platform/database/open-database.js');
  const { tableShapes } = await load('cli/move/table-shape.js');
  const { SCHEMA } = await load('schema.js');
  const opened = await openDatabase({ dialect: 'sqlite' }, SCHEMA);
  const shapes = await tableShapes(opened.database).finally(() => opened.close());
  return new Set(shapes.filter(({ columns }) => columns.has('user_id')).map(({ name }) => name));
}

/** What is wrong with a statement, or undefined. */
export function ownerProblem(sql, tables) {
  const text = plain(sql);
  if (!/^(select|insert|update|delete|with) /.test(text)) return undefined;
  if (OF_THE_SERVER.some(([pattern]) => pattern.test(text))) return undefined;
  const named = [...text.matchAll(/\b(?:from|join|update|into) (?:only )?([a-z_]+)\b/g)]
    .map(([, table]) => table)
    .filter((table) => tables.has(table));
  // `user_id = ?`, `user_id IN (…)`, `(user_id, id) = (?, ?)`, `… = m.user_id`, `INSERT INTO t (…, user_id, …)`
  const places = /\buser_id ?(?:=|in\b)|\([^()]*\buser_id\b[^()]*\) ?(?:=|in\b|>|values|select)|= ?\w+\.user_id\b/g;
  const count = (text.match(places) ?? []).length;
  return count < named.length ? `the owner is named ${count} times for ${named.join(', ')}: ${text}` : undefined;
}

/** Everything recorded that is not as it must be; throws where nothing was recorded. */
export async function ownerProblems(folder) {
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
  // The last line of a server that was killed may be cut.
  const statements = new Set(lines.filter((line) => line.endsWith('"')).map((line) => JSON.parse(line)));
  if (statements.size === 0) throw new Error('no statement was recorded');
  const tables = await ownerTables();
  const problems = [...statements].map((sql) => ownerProblem(sql, tables)).filter((problem) => problem !== undefined);
  return { statements: statements.size, problems: [...new Set(problems)] };
}

/** In one line and small letters, with `?` for every value and nothing between quotation marks. */
function plain(sql) {
  return sql
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/"/g, '')
    .replace(/\$\d+/g, '?')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
