/** CPU time and resident memory of a process and its children, from /proc. */
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

/** @returns {number} milliseconds of CPU used so far, user and system, all threads */
export function cpuMs(pid) {
  const own = (id) => {
    const stat = readOrEmpty(`/proc/${id}/stat`);
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return stat ? (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK : 0;
  };
  return processTree(pid).reduce((sum, id) => sum + own(id), 0);
}

/** @returns {number} resident memory in MB */
export function residentMb(pid) {
  const own = (id) => Number(/VmRSS:\s+(\d+)/.exec(readOrEmpty(`/proc/${id}/status`))?.[1] ?? 0);
  return processTree(pid).reduce((sum, id) => sum + own(id), 0) / 1024;
}
