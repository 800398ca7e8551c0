/**
 * Loaded into the server under test (`--import`) where TEST_SQL_RECORD names a folder: writes down every statement it
 * sends to a database, once. scripts/check-owners.mjs reads them. Must change nothing of what the server does.
 */
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = process.env.TEST_SQL_RECORD;
// As the server would find them, not as this file would.
const require = createRequire(pathToFileURL(process.argv[1] ?? import.meta.url));
const file = join(folder, `${process.pid}-${Math.random().toString(36).slice(2)}.ndjson`);
const seen = new Set();

function record(sql) {
  if (typeof sql !== 'string' || seen.has(sql)) return;
  seen.add(sql);
  // At once: many of these servers are killed.
  appendFileSync(file, `${JSON.stringify(sql)}\n`);
}

const { Client } = require('pg');
const { query } = Client.prototype;
Client.prototype.query = function recorded(config, ...rest) {
  record(typeof config === 'string' ? config : config?.text);
  return query.call(this, config, ...rest);
};

const SqliteConnection = require('better-sqlite3');
const { prepare } = SqliteConnection.prototype;
SqliteConnection.prototype.prepare = function recorded(sql) {
  record(sql);
  return prepare.call(this, sql);
};
