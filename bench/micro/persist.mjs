/**
 * What committing a turn's two rows of 400 bytes costs in CPU: through the application's write path, and by raw group
 * commit with one multi-row insert a group. Two commits a turn, as in life: the question before the model is asked, the
 * answer after. argv: folder, rounds. Prints JSON {rai: [µs a turn…], floor: [µs a turn…]}.
 */
import path from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { openDatabase } from '../../dist/src/platform/database/open-database.js';

const [folder, rounds] = process.argv.slice(2);
const CONCURRENT = 64;
const WAVES = 60;
const CONTENT = 'x'.repeat(400);
const TABLE = 'CREATE TABLE saved_row (id INTEGER PRIMARY KEY, role TEXT NOT NULL, content TEXT NOT NULL)';
const INSERT = 'INSERT INTO saved_row (role, content) VALUES (?, ?)';

class CreateSavedRow1700000000000 {
  name = 'CreateSavedRow1700000000000';
  up = (runner) => runner.query(TABLE);
  down = (runner) => runner.query('DROP TABLE saved_row');
}

async function openRai() {
  const config = { dialect: 'sqlite', sqlitePath: path.join(folder, 'persist-rai.db'), poolSize: 2 };
  const schema = { entities: [], migrations: [CreateSavedRow1700000000000] };
  const { database } = await openDatabase(config, schema);
  return (role) => database.batch([{ sql: INSERT, params: [role, CONTENT] }]);
}

/** Rows that wait together become one statement, one transaction, one fsync. */
function openFloor() {
  const connection = new BetterSqlite(path.join(folder, 'persist-floor.db'));
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.exec(TABLE);
  const statements = new Map();
  const insertAll = (rows) => {
    const size = rows.length;
    if (!statements.has(size)) statements.set(size, connection.prepare(`${INSERT}${', (?, ?)'.repeat(size - 1)}`));
    statements.get(size).run(rows.flatMap(({ role }) => [role, CONTENT]));
  };
  let waiting = [];
  const flush = () => {
    const group = waiting;
    waiting = [];
    insertAll(group); // one statement is a transaction of its own
    for (const { resolve } of group) resolve();
  };
  return (role) =>
    new Promise((resolve) => {
      if (waiting.push({ role, resolve }) === 1) setImmediate(flush);
    });
}

/** @returns {Promise<number>} microseconds of CPU a turn, all threads */
async function costOf(save) {
  const before = process.cpuUsage();
  const turn = async () => {
    await save('user');
    await save('assistant');
  };
  for (let wave = 0; wave < WAVES; wave++) await Promise.all(Array.from({ length: CONCURRENT }, turn));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (WAVES * CONCURRENT);
}

const paths = { rai: await openRai(), floor: openFloor() };
const results = { rai: [], floor: [] };
for (const save of Object.values(paths)) await costOf(save);
for (let round = 0; round < Number(rounds); round++)
  for (const [name, save] of Object.entries(paths)) results[name].push(await costOf(save));
console.log(JSON.stringify(results));
process.exit(0);
