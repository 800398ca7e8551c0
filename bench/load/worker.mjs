/** A thread of the load: runs every `workers`-th lane and posts what they saw. */
import { parentPort, workerData } from 'node:worker_threads';
import { readAnswer } from './answers.mjs';
import { Lane } from './lane.mjs';

const { plan, worker, workers } = workerData;
const reader = plan.readers ? (await import(plan.readers)).readAnswer : readAnswer;
const tally = { turns: 0, tokens: 0, latency: [], firstToken: [], faults: [], faulty: 0 };
const started = performance.now();
const endsAt = started + (plan.seconds ?? 0) * 1000 + plan.rampMs;
const lanes = [];
for (let number = worker; number < plan.connections; number += workers)
  lanes.push(new Lane(plan, number, { tally, endsAt, reader }));
await Promise.all(lanes.map((lane) => lane.run()));
parentPort.postMessage({ ...tally, seconds: (performance.now() - started) / 1000 });
