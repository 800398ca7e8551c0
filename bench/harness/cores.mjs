/** Which core serves, which plays the model, which holds the database and which make the load. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/**
 * @typedef {object} Cores
 * @property {string|undefined} server core list for taskset, undefined when nothing is pinned
 * @property {string[]} [replicas] a core for each replica of the application, where there is one for each
 * @property {string|undefined} [database] PostgreSQL and Redis
 * @property {string|undefined} upstream
 * @property {string|undefined} load
 * @property {number} loadWorkers how many threads make the load
 * @property {string} note one sentence for the report
 */

function allowedCores() {
  try {
    const list = /Cpus_allowed_list:\s*(\S+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
    return list.split(',').flatMap((part) => {
      const [first, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
  } catch (error) {
    if (error.code === 'ENOENT') return [];
    throw error;
  }
}

function canPin() {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not installed: the report says that nothing is pinned
  }
}

const UNPINNED = { server: undefined, upstream: undefined, load: undefined, loadWorkers: 1 };

/** Why nothing can be pinned, in words; undefined where it can. */
function obstacle(cores, needed) {
  if (cores.length < needed) return `only ${cores.length || 'an unknown number of'} cores`;
  return canPin() ? undefined : 'no taskset';
}

/** @returns {Cores} */
export function assignCores() {
  const cores = allowedCores();
  const why = obstacle(cores, 3);
  if (why) {
    const note = `nothing is pinned (${why}): server, model and load share the cores, ratios are rougher`;
    return { ...UNPINNED, note };
  }
  const [upstream, server, ...load] = cores;
  const note = `pinned: server on core ${server}, scripted model on core ${upstream}, load on ${load.join(',')}`;
  const loadWorkers = Math.min(2, load.length);
  return { server: String(server), upstream: String(upstream), load: load.join(','), loadWorkers, note };
}

/**
 * A core for each replica, one or more for PostgreSQL and Redis, the rest for model and load.
 * @param {number} replicas
 * @returns {Cores & {fits: boolean}} with nothing pinned where the cores do not allow it
 */
export function assignReplicaCores(replicas) {
  const cores = allowedCores();
  const why = obstacle(cores, replicas + 2);
  if (why) {
    const note = `nothing is pinned (${why}): ${replicas} replica(s), PostgreSQL, model and load share the cores`;
    return { ...UNPINNED, replicas: [], note, fits: false };
  }
  const own = cores.slice(0, replicas).map(String);
  const spare = cores.length - replicas - 2;
  const database = cores.slice(replicas, replicas + 1 + (spare >> 1));
  const rest = cores.slice(replicas + database.length);
  const load = rest.length > 1 ? rest.slice(1) : rest;
  const note =
    `pinned: replicas on cores ${own.join(' and ')}, PostgreSQL and Redis on ${database.join(',')}, ` +
    `scripted model on ${rest[0]}, load on ${load.join(',')}`;
  return {
    server: own[0],
    replicas: own,
    database: database.join(','),
    upstream: String(rest[0]),
    load: load.join(','),
    loadWorkers: Math.min(2, load.length),
    note,
    fits: true,
  };
}

/** Moves this process with all its threads onto the cores of the load. @param {Cores} cores */
export function pinSelf(cores) {
  if (cores.load) execFileSync('taskset', ['-a', '-c', '-p', cores.load, String(process.pid)], { stdio: 'ignore' });
}
