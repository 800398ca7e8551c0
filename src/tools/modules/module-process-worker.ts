/**
 * Entry of the process of one plug-in module. Its thread runs the module; the main thread only watches, so that a module
 * that never returns, takes too much memory or leaves is ended, and says why. It ends with the server.
 */
import { Worker } from 'node:worker_threads';
import type { FromModule, ToModule } from './module-messages.js';

const HEAP_MB = 256;
/** Of the whole process: buffers count too, which a thread's own limit does not see. */
const MEMORY = 512 * 1024 * 1024;
const LOOK_EVERY_MS = 250;
/** A module that holds its thread longer than this is taken for one that never gives it back. */
const SILENCE_MS = 5000;
/** Characters; more than the longest manifest, and the longest result. */
const LONGEST_MESSAGE = 4_000_000;
/** Calls that were given up and go on all the same. */
const MOST_FORGOTTEN = 32;

const [source, home] = process.argv.slice(2);
const worker = new Worker(new URL('./module-worker.js', import.meta.url), {
  workerData: { source, home },
  resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
});
const forgotten = new Set<number>();
let isReady = false;
let heard = performance.now();
let isLeaving = false;

worker.on('message', (message: FromModule) => {
  heard = performance.now();
  if (message.type === 'ended') return leave(message.reason);
  if (message.type === 'ready') isReady = true;
  if (message.type === 'result') forgotten.delete(message.id);
  if (message.type === 'pong') return;
  // The thread bounds what tools give; this holds for a module that speaks for itself.
  if (JSON.stringify(message).length > LONGEST_MESSAGE) return leave('it sent too much');
  process.send!(message);
});
worker.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') leave('it took too much memory');
  // Later errors may hold what users wrote; those of loading cannot.
  else leave(`an error of its own was not caught (${isReady ? error.name : `${error.name}: ${error.message}`})`);
});
worker.on('exit', () => leave('it ended itself'));

process.on('message', (message: ToModule) => {
  if (message.type === 'cancel' && forgotten.add(message.id).size > MOST_FORGOTTEN) {
    return leave('too many calls that were given up never ended');
  }
  worker.postMessage(message);
});

setInterval(() => {
  if (process.memoryUsage.rss() > MEMORY) return leave('it took too much memory');
  if (!isReady) return;
  if (performance.now() - heard > SILENCE_MS) return leave(`it held its thread for ${SILENCE_MS / 1000} s`);
  worker.postMessage({ type: 'ping' } satisfies ToModule);
}, LOOK_EVERY_MS);

// The server decides when it ends; its own end is seen here as the end of the channel.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit());

function leave(reason: string): void {
  if (isLeaving) return;
  isLeaving = true;
  const said: FromModule = { type: 'ended', reason: reason.slice(0, 400) };
  process.send!(said, () => process.exit(1));
}
