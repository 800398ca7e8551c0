/** Entry of the thread that syncs SQLite's write-ahead log to the disk, see wal-sync.ts. */
import { closeSync, fdatasyncSync, fstatSync, openSync, statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { SyncAnswer } from './wal-sync.js';

const path = workerData as string;
let file: number | undefined;

parentPort!.on('message', (message: 'sync' | 'end') => {
  if (message === 'end') {
    if (file !== undefined) closeSync(file);
    parentPort!.close();
  } else parentPort!.postMessage(sync());
});

function sync(): SyncAnswer {
  try {
    fdatasyncSync(logFile());
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The log as it is now: where SQLite has made a new one, syncing the old one would say nothing. */
function logFile(): number {
  if (file !== undefined && fstatSync(file).ino !== statSync(path).ino) {
    closeSync(file);
    file = undefined;
  }
  return (file ??= openSync(path, 'r+'));
}
