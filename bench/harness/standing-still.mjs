/**
 * Lets a program run only while it is measured. Some of the other systems are never idle: one took half of the core that
 * all subjects share, from every one of them, with nobody asking it anything.
 */

/** How many measurements want each group of processes awake. */
const awake = new Map();

function signal(pids, name) {
  for (const pid of pids) {
    try {
      process.kill(-pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error; // it has ended: its next answers will say so
    }
  }
}

/** @param {{pids?: number[]}} subject leaders of process groups */
export const standStill = ({ pids = [] }) => signal(pids, 'SIGSTOP');

/**
 * @template T
 * @param {{pids?: number[]}} subject that stands still otherwise
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function whileAwake(subject, work) {
  const count = awake.get(subject) ?? 0;
  awake.set(subject, count + 1);
  if (count === 0) signal(subject.pids ?? [], 'SIGCONT');
  try {
    return await work();
  } finally {
    const left = awake.get(subject) - 1;
    awake.set(subject, left);
    if (left === 0) standStill(subject);
  }
}
