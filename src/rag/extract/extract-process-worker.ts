/**
 * Entry of a process that reads documents for the server. Its thread does the reading; the main thread only watches, so
 * that a parser that never returns, or unpacks without end, can be ended. What it took goes back to the system with it.
 */
import { Worker } from 'node:worker_threads';
import type { ExtractAnswer, ExtractTask } from './extract-task.js';

const HEAP_MB = 96;
/** Bytes this process may grow by over one document: buffers count too, which a thread's own limit does not see. */
const GROWTH = 128 * 1024 * 1024;
/** Beyond this size it is not used for another document. */
const WORN_OUT = 200 * 1024 * 1024;
const LOOK_EVERY_MS = 10;
const TIME_MS = 12_000;

const worker = new Worker(new URL('./extract-worker.js', import.meta.url), {
  resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 8 },
});
let watching: NodeJS.Timeout | undefined;

process.on('message', (task: ExtractTask) => {
  const before = process.memoryUsage.rss();
  const until = performance.now() + TIME_MS;
  watching = setInterval(() => {
    if (process.memoryUsage.rss() - before > GROWTH) tooMuch();
    else if (performance.now() > until) {
      fail({ code: 'parse_failed', message: `Reading the document took longer than ${TIME_MS / 1000} s.` });
    }
  }, LOOK_EVERY_MS);
  worker.postMessage(task, [task.bytes.buffer as ArrayBuffer]);
});
worker.on('message', (answer: ExtractAnswer) => reply(answer, process.memoryUsage.rss() > WORN_OUT));
worker.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') tooMuch();
  else fail({ code: 'parse_failed', message: `The document could not be read (${error.name}).` });
});

// The server decides when it ends; its own end is seen here as the end of the channel.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit());

function tooMuch(): void {
  fail({ code: 'document_too_large', message: 'Reading the document takes too much memory.' });
}

function fail(error: { code: 'parse_failed' | 'document_too_large'; message: string }): void {
  reply({ error }, true);
}

/** One answer a task: the watch ends with it. */
function reply(answer: ExtractAnswer, isLast: boolean): void {
  if (!watching) return;
  clearInterval(watching);
  watching = undefined;
  if (isLast) void worker.terminate();
  process.send!(answer, () => isLast && process.exit());
}
