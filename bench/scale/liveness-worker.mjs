/** Asks `/health/live` over and over until told to stop, then posts how long each answer took, in milliseconds. */
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { request } from './request.mjs';

const PAUSE_MS = 5;
const took = [];
let isOver = false;
parentPort.once('message', () => (isOver = true));
while (!isOver) {
  const started = performance.now();
  const { status } = await request(`${workerData.url}/health/live`);
  if (status !== 200) throw new Error(`/health/live answered ${status}`);
  took.push(performance.now() - started);
  await pause(PAUSE_MS);
}
parentPort.postMessage(took);
