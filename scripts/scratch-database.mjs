/** `create` makes an empty PostgreSQL database and prints its URL; `drop <url>` removes it. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { POSTGRES_URL } from './services.mjs';

const [command, given] = process.argv.slice(2);
const client = new pg.Client({ connectionString: POSTGRES_URL });
await client.connect();
try {
  if (command === 'create') {
    const name = `rai_scratch_${randomBytes(6).toString('hex')}`;
    await client.query(`CREATE DATABASE ${name}`);
    const url = new URL(POSTGRES_URL);
    url.pathname = `/${name}`;
    console.log(url.href);
  } else if (command === 'drop') {
    const name = new URL(given).pathname.slice(1);
    if (!/^rai_scratch_[0-9a-f]{12}$/.test(name)) throw new Error(`${name} is not a scratch database`);
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  } else throw new Error('usage: scratch-database.mjs create | drop <url>');
} finally {
  await client.end();
}
