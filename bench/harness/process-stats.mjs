/** CPU time and resident memory of processes and their children, from /proc. */
import fs from 'node:fs';

const MS_PER_TICK = 10; // USER_HZ is 100 on every Linux that Node runs on

export const processStatsAvailable = fs.existsSync('/proc/self/stat');

function readOrEmpty(path) {
  try {
    return fs.readFileSync(path, 'utf8');
  } catch {
    return ''; // the process or thread has ended between listing and reading
  }
}

function threadsOf(pid) {
  try {
    return fs.readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // the process has ended
  }
}

/** @param {number} pid @returns {number[]} the process and all its descendants */
export function processTree(pid) {
  const children = threadsOf(pid).flatMap((thread) =>
    readOrEmpty(`/proc/${pid}/task/${thread}/children`).trim().split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(processTree)];
}

/** CPU so far in whole ticks; counts threads that have ended, too, and children that have: connections of a database. */
function coarseMs(pid) {
  const stat = readOrEmpty(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // utime, stime, cutime and cstime of proc(5).
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return stat ? ticks * MS_PER_TICK : 0;
}

/** CPU so far of every living thread, to the nanosecond where the kernel tells it. */
const threadMs = (pid) =>
  threadsOf(pid).map((thread) => [thread, Number.parseInt(readOrEmpty(`/proc/${pid}/task/${thread}/schedstat`)) / 1e6]);

/** @param {number[]} roots @returns {{coarse: number, threads: Map<string, number>}} all threads of the processes and their descendants */
export function cpuSnapshot(roots) {
  const pids = roots.flatMap(processTree);
  const coarse = pids.reduce((sum, id) => sum + coarseMs(id), 0);
  return { coarse, threads: new Map(pids.flatMap(threadMs)) };
}

/** Milliseconds of CPU, user and system, between two snapshots: exact unless a thread ended meanwhile. */
export function cpuBetween(before, after) {
  const ended = [...before.threads.keys()].some((thread) => !after.threads.has(thread));
  let exact = 0;
  for (const [thread, ms] of after.threads) exact += ms - (before.threads.get(thread) ?? 0);
  return ended || !Number.isFinite(exact) ? after.coarse - before.coarse : exact;
}

/** @param {number[]} roots @returns {number} bytes of resident memory that no file stands behind */
export function ownMemory(roots) {
  const own = (id) => Number(/RssAnon:\s+(\d+)/.exec(readOrEmpty(`/proc/${id}/status`))?.[1] ?? 0);
  return roots.flatMap(processTree).reduce((sum, id) => sum + own(id), 0) * 1024;
}

/** @param {number[]} roots @returns {number} resident memory in MB */
export function residentMb(roots) {
  const own = (id) => Number(/VmRSS:\s+(\d+)/.exec(readOrEmpty(`/proc/${id}/status`))?.[1] ?? 0);
  return roots.flatMap(processTree).reduce((sum, id) => sum + own(id), 0) / 1024;
}
