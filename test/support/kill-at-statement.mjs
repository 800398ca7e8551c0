/**
 * Loaded into a process before it starts (`NODE_OPTIONS=--import`): it dies as by kill -9 at the KILL_AT-th statement that
 * changes the schema or its rows. Prints how many it has seen where it lives.
 */
import { writeFileSync } from 'node:fs';
import SqliteConnection from 'better-sqlite3';
import pg from 'pg';

const killAt = Number(process.env.KILL_AT ?? Infinity);
const CHANGES = /^\s*(create|alter|drop|insert|update|delete)\b/i;
let seen = 0;

function look(sql) {
  if (typeof sql !== 'string' || !CHANGES.test(sql)) return;
  seen++;
  if (seen === killAt) process.kill(process.pid, 'SIGKILL');
}

const { prepare, exec } = SqliteConnection.prototype;
SqliteConnection.prototype.prepare = function (sql, ...rest) {
  look(sql);
  return prepare.call(this, sql, ...rest);
};
SqliteConnection.prototype.exec = function (sql) {
  look(sql);
  return exec.call(this, sql);
};
const { query } = pg.Client.prototype;
pg.Client.prototype.query = function (config, ...rest) {
  look(typeof config === 'string' ? config : config?.text);
  return query.call(this, config, ...rest);
};
process.on('exit', () => process.env.KILL_COUNT && writeFileSync(process.env.KILL_COUNT, String(seen)));
