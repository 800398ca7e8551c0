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
 * @property {() => Promise<number|null>} stop SIGTERM, then SIGKILL after 10 s; resolves with the exit code
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

async function stopChild(process_) {
  if (process_.exitCode !== null || process_.signalCode !== null) return process_.exitCode;
  const exited = once(process_, 'exit');
  killGroup(process_.pid, 'SIGTERM');
  const timer = setTimeout(() => killGroup(process_.pid, 'SIGKILL'), 10_000);
  const [code] = await exited;
  clearTimeout(timer);
  return code;
}

/**
 * Starts a Node program and waits until `isReady` says yes.
 * @param {object} options
 * @param {string} options.name
 * @param {string[]} options.args script and its arguments
 * @param {Record<string, string>} [options.env] replaces the environment except PATH and HOME
 * @param {string} [options.cores] core list for taskset
 * @param {string} [options.cwd]
 * @param {(child: Child) => boolean | Promise<boolean>} options.isReady asked repeatedly
 * @returns {Promise<Child>}
 */
export async function startChild({ name, args, env = {}, cores, cwd, isReady }) {
  const command = cores ? ['taskset', '-c', cores, process.execPath, ...args] : [process.execPath, ...args];
  const process_ = spawn(command[0], command.slice(1), {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  const child = { name, pid: process_.pid, output: '', stop: () => stopChild(process_) };
  running.set(process_.pid, child);
  tellReaper(`group ${process_.pid}`);
  process_.on('exit', () => {
    running.delete(process_.pid);
    tellReaper(`gone ${process_.pid}`);
  });
  watchOutput(child, process_);
  const deadline = performance.now() + 60_000;
  while (!(await isReady(child))) {
    if (process_.exitCode !== null || process_.signalCode !== null)
      throw new Error(`${name} ended with ${process_.exitCode ?? process_.signalCode} at start:\n${child.output}`);
    if (performance.now() > deadline) throw new Error(`${name} was not ready within 60 s:\n${child.output}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return child;
}

/** The address a child of ours prints as `listening <url>`. */
export const printedUrl = (child) => /listening (http:\S+)/.exec(child.output)?.[1];
