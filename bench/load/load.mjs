/** Puts a load on one address and tells what came back; counts the server's CPU and watches its memory meanwhile. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { cpuBetween, cpuSnapshot, processStatsAvailable, residentMb } from '../harness/process-stats.mjs';

const SAMPLE_MS = 250;

/**
 * @typedef {import('./lane.mjs').Tally & {seconds: number, cpuMs: number, memory: {at: number, mb: number}[]}} LoadResult
 */

async function runWorker(plan, worker, workers) {
  const thread = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { plan, worker, workers } });
  const [tally] = await once(thread, 'message'); // rejects on 'error'
  return tally;
}

function watchMemory(pid) {
  const samples = [];
  if (!pid || !processStatsAvailable) return { samples, stop: () => undefined };
  const started = performance.now();
  const sample = () => samples.push({ at: performance.now() - started, mb: residentMb(pid) });
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
 * @param {{workers: number, pid?: number}} options pid of the server whose CPU and memory are counted
 * @returns {Promise<LoadResult>}
 */
export async function runLoad(plan, { workers, pid }) {
  const threads = Math.min(workers, plan.connections);
  const counted = pid && processStatsAvailable;
  const before = counted && cpuSnapshot(pid);
  const memory = watchMemory(pid);
  try {
    const tallies = await Promise.all(Array.from({ length: threads }, (_, worker) => runWorker(plan, worker, threads)));
    const cpuMs = counted ? cpuBetween(before, cpuSnapshot(pid)) : Number.NaN;
    return { ...merge(tallies), cpuMs, memory: memory.samples };
  } finally {
    memory.stop();
  }
}
