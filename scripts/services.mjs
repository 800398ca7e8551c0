/** Which services the tests can use on this machine. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import pg from 'pg';

export const POSTGRES_URL = process.env.TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
export const REDIS_URL = process.env.TEST_REDIS_URL ?? 'redis://127.0.0.1:6379';

/** A Chromium of this machine, or undefined. */
export const CHROMIUM = [
  process.env.TEST_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));

/** What keeps PostgreSQL from being used, or undefined. */
export async function postgresProblem() {
  const client = new pg.Client({ connectionString: POSTGRES_URL, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    const { rows } = await client.query(
      'SELECT rolcreatedb OR rolsuper AS ok FROM pg_roles WHERE rolname = current_user',
    );
    return rows[0]?.ok ? undefined : 'its user may not create databases';
  } catch (error) {
    return error.message || error.code;
  } finally {
    await client.end().catch((error) => process.stderr.write(`${error.message}\n`));
  }
}

/** What keeps Redis from being used, or undefined. Some suites kill one of their own, so the program is needed too. */
export async function redisProblem() {
  const program = process.env.TEST_REDIS_SERVER ?? 'redis-server';
  const hasProgram = spawnSync(program, ['--version']).status === 0;
  return (await noAnswerOfRedis()) ?? (hasProgram ? undefined : `${program} cannot be run (set TEST_REDIS_SERVER)`);
}

function noAnswerOfRedis() {
  const { hostname, port } = new URL(REDIS_URL);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: Number(port || 6379), timeout: 3000 }, () =>
      socket.write('PING\r\n'),
    );
    const end = (problem) => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('data', (bytes) =>
      end(/^(\+PONG|-NOAUTH)/.test(String(bytes)) ? undefined : 'it does not speak Redis'),
    );
    socket.once('timeout', () => end('no answer'));
    socket.once('error', (error) => end(error.message || error.code));
  });
}
