/**
 * PostgreSQL and Redis of this run's own, on free ports in a temporary folder, with the durability they come with:
 * `initdb` and `postgres` as installed (fsync and synchronous_commit on), `redis-server` without persistence.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { startChild, temporaryFolder } from '../harness/children.mjs';
import { freePort } from '../harness/free-port.mjs';

const DEBIAN = '/usr/lib/postgresql';
/** Enough for eight replicas with their pools, listeners and search threads. */
const CONNECTIONS = 250;

/**
 * @typedef {object} Stores
 * @property {number[]} pids PostgreSQL's first process and Redis
 * @property {() => Promise<Record<string, string>>} newDatabase an empty database and the environment that names it
 */

/** The newest of Debian's, else what is on the PATH. */
function postgresProgram(name) {
  const versions = fs.existsSync(DEBIAN) ? fs.readdirSync(DEBIAN).map(Number).filter(Number.isFinite) : [];
  const own = versions.sort((a, b) => b - a).map((version) => path.join(DEBIAN, String(version), 'bin', name));
  return own.find((file) => fs.existsSync(file)) ?? name;
}

/** PostgreSQL refuses to run as root: then its own user does it. */
function serverUser() {
  if (process.getuid?.() !== 0) return {};
  const id = (flag) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function accepts(port) {
  const socket = net.connect(port, '127.0.0.1');
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false)); // not listening yet
  }).finally(() => socket.destroy());
}

async function query(url, sql) {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

async function isUp(url) {
  try {
    await query(url, 'SELECT 1');
    return true;
  } catch {
    return false; // starting
  }
}

async function startPostgres(cores) {
  const user = serverUser();
  const folder = temporaryFolder();
  if (user.uid !== undefined) fs.chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  const setup = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
  execFileSync(postgresProgram('initdb'), setup, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const port = await freePort();
  const settings = ['unix_socket_directories=', `max_connections=${CONNECTIONS}`].flatMap((each) => ['-c', each]);
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const child = await startChild({
    name: 'PostgreSQL',
    program: postgresProgram('postgres'),
    args: ['-D', data, '-p', String(port), '-h', '127.0.0.1', ...settings],
    cores: cores.database,
    cwd: folder,
    user,
    stopSignal: 'SIGINT',
    isReady: () => isUp(url),
  });
  return { pid: child.pid, url };
}

async function startRedis(cores, folder) {
  const port = await freePort();
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = await startChild({
    name: 'Redis',
    program: 'redis-server',
    args: settings,
    cores: cores.database,
    isReady: () => accepts(port),
  });
  return { pid: child.pid, url: `redis://127.0.0.1:${port}` };
}

/**
 * @param {import('../harness/cores.mjs').Cores} cores
 * @param {string} folder
 * @returns {Promise<Stores>}
 */
export async function startStores(cores, folder) {
  const [postgres, redis] = await Promise.all([startPostgres(cores), startRedis(cores, folder)]);
  let made = 0;
  const newDatabase = async () => {
    const name = `bench_${++made}`;
    await query(postgres.url, `CREATE DATABASE ${name}`);
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    return { DATABASE_URL: url.href, REDIS_URL: redis.url, REDIS_PREFIX: name };
  };
  return { pids: [postgres.pid, redis.pid], newDatabase };
}
