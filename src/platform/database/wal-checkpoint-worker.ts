/** Entry of the thread that copies SQLite's write-ahead log into the database, see wal-checkpoints.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import BetterSqlite from 'better-sqlite3';
import { setPragmas } from './sqlite-pragmas.js';
import type { CheckpointAnswer } from './wal-checkpoints.js';

const connection = new BetterSqlite(workerData as string, { fileMustExist: true });
setPragmas(connection);

parentPort!.on('message', (message: 'copy' | 'end') => {
  if (message === 'end') {
    connection.close();
    parentPort!.close();
  } else parentPort!.postMessage(copy());
});

/** PASSIVE: waits for nobody, and nobody for it. */
function copy(): CheckpointAnswer {
  try {
    connection.pragma('wal_checkpoint(PASSIVE)');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
