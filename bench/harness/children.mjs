/** Starts servers in process groups of their own and makes sure that none outlives the driver. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const STDERR_KEPT = 4000;
const running = new Map();
let reaper;

/**
 * @typedef {object} Child
 * @property {string} name
 * @property {number} pid
 * @property {string} output what it has printed so far
 * @property {number} readyMs from the start until it was ready
 * @property {() => Promise<number|null>} stop SIGTERM unless another is asked for, then SIGKILL after 10 s; resolves with
 *   the exit code
 */

function tellReaper(line) {
  if (!reaper) {
    const script = fileURLToPath(new URL('./reaper.mjs', import.meta.url));
    reaper = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'inherit'] });
    reaper.unref();
    reaper.stdin.unref();
  }
  reaper.stdin.write(`${line}\n`);
}

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Kills what still runs when the driver leaves on its own; the reaper covers the rest. */
export function installExitHandlers() {
  process.on('exit', () => {
    for (const pid of running.keys()) killGroup(pid, 'SIGKILL');
  });
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])
    process.on(signal, () => process.exit(code));
}

/** A folder of this run, removed at the end on every path. */
export function temporaryFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rai-bench-'));
  tellReaper(`folder ${folder}`);
  return folder;
}

function watchOutput(child, process_) {
  for (const stream of [process_.stdout, process_.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      child.output = (child.output + text).slice(-STDERR_KEPT);
      child.onOutput?.();
    });
  }
}

async function stopChild(process_, signal) {
  if (process_.exitCode !== null || process_.signalCode !== null) return process_.exitCode;
  const exited = once(process_, 'exit');
  killGroup(process_.pid, signal);
  const timer = setTimeout(() => killGroup(process_.pid, 'SIGKILL'), 10_000);
  const [code] = await exited;
  clearTimeout(timer);
  return code;
}

/**
 * Starts a program and waits until `isReady` says yes.
 * @param {object} options
 * @param {string} options.name
 * @param {string} [options.program] Node unless given
 * @param {{uid: number, gid: number}} [options.user] whom it runs as, where that is not who runs the bench
 * @param {NodeJS.Signals} [options.stopSignal]
 * @param {number} [options.pollMs] how often `isReady` is asked
 * @param {number} [options.patienceMs] how long it may take
 * @param {string[]} options.args script and its arguments
 * @param {Record<string, string>} [options.env] replaces the environment except PATH and HOME
 * @param {string} [options.cores] core list for taskset
 * @param {string} [options.cwd]
 * @param {(child: Child) => boolean | Promise<boolean>} options.isReady asked repeatedly
 * @returns {Promise<Child>}
 */
export async function startChild({
  name,
  program = process.execPath,
  args,
  env = {},
  cores,
  cwd,
  user = {},
  stopSignal = 'SIGTERM',
  pollMs = 50,
  patienceMs = 60_000,
  isReady,
}) {
  const command = cores ? ['taskset', '-c', cores, program, ...args] : [program, ...args];
  const spawned = performance.now();
  const process_ = spawn(command[0], command.slice(1), {
    ...user,
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  const child = { name, pid: process_.pid, output: '', stop: () => stopChild(process_, stopSignal) };
  running.set(process_.pid, child);
  tellReaper(`group ${process_.pid}`);
  process_.on('exit', () => {
    running.delete(process_.pid);
    tellReaper(`gone ${process_.pid}`);
  });
  watchOutput(child, process_);
  const deadline = performance.now() + patienceMs;
  while (!(await isReady(child))) {
    if (process_.exitCode !== null || process_.signalCode !== null)
      throw new Error(`${name} ended with ${process_.exitCode ?? process_.signalCode} at start:\n${child.output}`);
    if (performance.now() > deadline)
      throw new Error(`${name} was not ready within ${patienceMs / 1000} s:\n${child.output}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  child.readyMs = performance.now() - spawned;
  return child;
}

/** The address a child of ours prints as `listening <url>`. */
export const printedUrl = (child) => /listening (http:\S+)/.exec(child.output)?.[1];
