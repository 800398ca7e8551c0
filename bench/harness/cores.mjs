/** Which core serves, which plays the model and which make the load. */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/**
 * @typedef {object} Cores
 * @property {string|undefined} server core list for taskset, undefined when nothing is pinned
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

/** @returns {Cores} */
export function assignCores() {
  const cores = allowedCores();
  if (cores.length < 4 || !canPin()) {
    const why = cores.length < 4 ? `only ${cores.length || 'an unknown number of'} cores` : 'no taskset';
    const note = `nothing is pinned (${why}): server, model and load share the cores, ratios are rougher`;
    return { server: undefined, upstream: undefined, load: undefined, loadWorkers: 1, note };
  }
  const [upstream, server, ...load] = cores;
  const note = `pinned: server on core ${server}, scripted model on core ${upstream}, load on ${load.join(',')}`;
  const loadWorkers = Math.min(2, load.length);
  return { server: String(server), upstream: String(upstream), load: load.join(','), loadWorkers, note };
}

/** Moves this process with all its threads onto the cores of the load. @param {Cores} cores */
export function pinSelf(cores) {
  if (cores.load) execFileSync('taskset', ['-a', '-c', '-p', cores.load, String(process.pid)], { stdio: 'ignore' });
}
