/**
 * Loaded into the server under test (`--import`) where TEST_SQL_RECORD names a folder: writes down every statement it
 * sends to a database, once. scripts/check-owners.mjs reads them. Must change nothing of what the server does.
 */
import { appendFileSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';

const folder = process.env.TEST_SQL_RECORD;
const file = join(folder, `${process.pid}-${Math.random().toString(36).slice(2)}.ndjson`);
const seen = new Set();

function record(sql) {
  if (typeof sql !== 'string' || seen.has(sql)) return;
  seen.add(sql);
  // At once: many of these servers are killed.
  appendFileSync(file, `${JSON.stringify(sql)}\n`);
}

function recordPostgres({ Client }) {
  const { query } = Client.prototype;
  Client.prototype.query = function recorded(config, ...rest) {
    // Several may be sent in one go: src/platform/database/postgres/flight.ts.
    for (const sql of config?.texts ?? [typeof config === 'string' ? config : config?.text]) record(sql);
    return query.call(this, config, ...rest);
  };
}

function recordSqlite(SqliteConnection) {
  const { prepare } = SqliteConnection.prototype;
  SqliteConnection.prototype.prepare = function recorded(sql) {
    record(sql);
    return prepare.call(this, sql);
  };
}

/**
 * As they are loaded: this file is loaded into every thread of the server as well, and most threads need neither. Asked for
 * by name (`require`) or by the file itself (`import`).
 */
const DRIVERS = [
  [/^pg$|[\\/]node_modules[\\/]pg[\\/]lib[\\/]index\.js$/, recordPostgres],
  [/^better-sqlite3$|[\\/]node_modules[\\/]better-sqlite3[\\/]lib[\\/]index\.js$/, recordSqlite],
];
const recorded = new Set();
const { _load: load } = Module;
Module._load = function loadRecorded(request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  const [, recordOf] = DRIVERS.find(([name]) => name.test(request)) ?? [];
  if (recordOf && !recorded.has(recordOf)) {
    recorded.add(recordOf);
    recordOf(loaded);
  }
  return loaded;
};
