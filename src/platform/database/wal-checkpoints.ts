/**
 * Keeps SQLite's write-ahead log short from a thread of its own. Left to itself SQLite copies the log into the database
 * within the commit that makes it long enough: 16 MB take some 50 ms, in which the event loop stands still.
 */
import { Worker } from 'node:worker_threads';
import { Logger } from '@nestjs/common';

/** Bytes written after which the log is copied. */
const EVERY_BYTES = 16 * 1024 * 1024;
/**
 * From this length on a commit of the writer copies what the thread has left, pages of 4 KB. It is also what begins the log
 * anew: while others write the thread is never quite done, and only a log that is copied whole is begun anew.
 */
export const WRITER_COPIES_PAGES = 16_384;

/** What the thread answers: undefined, or why it could not. */
export type CheckpointAnswer = string | undefined;

export class WalCheckpoints {
  private readonly logger = new Logger(WalCheckpoints.name);
  private thread?: Worker;
  private written = 0;
  private copying = false;
  private closed = false;

  /** @param path of the database file */
  constructor(private readonly path: string) {}

  /** To be told of every commit, roughly. */
  wrote(bytes: number): void {
    this.written += bytes;
    if (this.written < EVERY_BYTES || this.copying || this.closed) return;
    this.written = 0;
    this.copying = true;
    this.thread ??= this.start();
    this.thread.postMessage('copy');
  }

  /** Waits for a copy that is under way, and for the thread's connection to be closed. */
  async close(): Promise<void> {
    const { thread } = this;
    this.closed = true;
    if (!thread) return;
    const ended = new Promise((resolve) => thread.once('exit', resolve));
    thread.ref();
    thread.postMessage('end');
    await ended;
  }

  private start(): Worker {
    const thread = new Worker(new URL('./wal-checkpoint-worker.js', import.meta.url), {
      workerData: this.path,
      // What the process was started with is not for it.
      execArgv: [],
    });
    thread.on('message', (answer: CheckpointAnswer) => {
      this.copying = false;
      // Not an error: the next one may do it, and the writer does it in the end.
      if (answer !== undefined) this.logger.warn(`the write-ahead log could not be copied: ${answer}`);
    });
    thread.on('error', (error: Error) => this.logger.error(`the thread that copies the log died: ${error.message}`));
    thread.on('exit', () => {
      this.thread = undefined;
      this.copying = false;
    });
    thread.unref();
    return thread;
  }
}
