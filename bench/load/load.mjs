/** Puts a load on one address and tells what came back; counts the server's CPU and watches its memory meanwhile. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { cpuBetween, cpuSnapshot, processStatsAvailable, residentMb } from '../harness/process-stats.mjs';

const SAMPLE_MS = 250;

/**
 * @typedef {import('./lane.mjs').Tally & {seconds: number, cpuMs: number, storeMs: number, memory: {at: number, mb: number}[]}} LoadResult
 */

async function runWorker(plan, worker, workers) {
  const thread = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { plan, worker, workers } });
  const [tally] = await once(thread, 'message'); // rejects on 'error'
  return tally;
}

function watchMemory(pids) {
  const samples = [];
  if (!pids.length || !processStatsAvailable) return { samples, stop: () => undefined };
  const started = performance.now();
  const sample = () => samples.push({ at: performance.now() - started, mb: residentMb(pids) });
  sample();
  const timer = setInterval(sample, SAMPLE_MS);
  return { samples, stop: () => clearInterval(timer) };
}

function merge(tallies) {
  const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0);
  const all = (key) => tallies.flatMap((tally) => tally[key]);
  return {
    turns: sum('turns'),
    tokens: sum('tokens'),
    faulty: sum('faulty'),
    latency: all('latency'),
    firstToken: all('firstToken'),
    faults: all('faults'),
    seconds: Math.max(...tallies.map(({ seconds }) => seconds)),
  };
}

/**
 * @param {import('./lane.mjs').Plan} plan
 * @param {{workers: number, pids?: number[], storePids?: number[]}} options processes of the server, whose CPU and memory
 *   are counted, and of its database, whose CPU is
 * @returns {Promise<LoadResult>}
 */
export async function runLoad(plan, { workers, pids = [], storePids = [] }) {
  const threads = Math.min(workers, plan.connections);
  const counted = pids.length > 0 && processStatsAvailable;
  const before = counted && [pids, storePids].map(cpuSnapshot);
  const memory = watchMemory(pids);
  try {
    const tallies = await Promise.all(Array.from({ length: threads }, (_, worker) => runWorker(plan, worker, threads)));
    const used = (of, at) => (counted ? cpuBetween(before[at], cpuSnapshot(of)) : Number.NaN);
    const [cpuMs, storeMs] = [pids, storePids].map(used);
    return { ...merge(tallies), cpuMs, storeMs, memory: memory.samples };
  } finally {
    memory.stop();
  }
}
