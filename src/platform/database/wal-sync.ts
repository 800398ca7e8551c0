/**
 * Brings commits to the disk from a thread of its own. SQLite does it within the commit (`synchronous=FULL`), and for the
 * milliseconds a disk takes the event loop stands still; here the writing connection leaves it out (NORMAL), the thread
 * does the same sync of the same file, and whoever wrote hears of it afterwards. What is acknowledged is as durable; only
 * a reader may see a commit that is not on the disk yet.
 */
import { Worker } from 'node:worker_threads';
import { Logger } from '@nestjs/common';
import type { Database as SqliteConnection } from 'better-sqlite3';

/** What the thread answers: undefined, or why it could not. */
export type SyncAnswer = string | undefined;

/** Pages in the log, and how many of them are in the database. */
interface Copied {
  log: number;
  checkpointed: number;
}

interface Waiting {
  resolve: () => void;
  reject: (error: Error) => void;
}

export class WalSync {
  private readonly logger = new Logger(WalSync.name);
  private readonly thread: Worker;
  private readonly waiting: Waiting[] = [];
  /** SQLite syncs by itself again. */
  private isLeft = false;
  private hasFailed = false;

  /** @param path of the database file @param connection the one that writes */
  constructor(
    path: string,
    private readonly connection: SqliteConnection,
  ) {
    this.thread = this.start(`${path}-wal`);
    connection.pragma('synchronous = NORMAL');
  }

  /** False once it fell back: then SQLite syncs by itself until the process ends. */
  get isSyncing(): boolean {
    return !this.hasFailed;
  }

  /** Resolves once all that is committed now is on the disk. Rejects where nobody can tell that it is. */
  sync(): Promise<void> {
    if (this.isLeft) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      // The process lives as long as somebody waits.
      if (this.waiting.length === 1) this.thread.ref();
      this.thread.postMessage('sync');
    });
  }

  /** Waits for what is under way; later commits are synced by SQLite. */
  async close(): Promise<void> {
    if (this.waiting.length) await this.sync();
    this.leave();
    const ended = new Promise((resolve) => this.thread.once('exit', resolve));
    this.thread.ref();
    this.thread.postMessage('end');
    await ended;
  }

  private start(log: string): Worker {
    const thread = new Worker(new URL('./wal-sync-worker.js', import.meta.url), {
      workerData: log,
      // What the process was started with is not for it.
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16 },
    });
    thread.on('message', (answer: SyncAnswer) => (answer === undefined ? this.settle() : this.fallBack(answer)));
    thread.on('error', (error: Error) => this.fallBack(error.message));
    thread.on('exit', () => this.fallBack('its thread ended'));
    thread.unref();
    return thread;
  }

  private settle(): void {
    const first = this.waiting.shift();
    if (!this.waiting.length) this.thread.unref();
    first?.resolve();
  }

  /**
   * After a failed sync nobody knows which pages of the log are on the disk, and a second one may wrongly succeed. The
   * database file is another: what was copied there and synced is safe, whatever became of the log.
   */
  private fallBack(why: string): void {
    if (this.isLeft) return;
    this.hasFailed = true;
    this.leave();
    this.logger.error(`the write-ahead log could not be synced: ${why}; SQLite does it within its commits from now on`);
    const waiting = this.waiting.splice(0);
    try {
      const [{ log, checkpointed }] = this.connection.pragma('wal_checkpoint(PASSIVE)') as [Copied];
      if (checkpointed < log) throw new Error('others read or copy the database');
      for (const { resolve } of waiting) resolve();
    } catch (error) {
      const cause = new Error(`what was written may not be on the disk: ${why}`, { cause: error });
      for (const { reject } of waiting) reject(cause);
    }
  }

  private leave(): void {
    if (this.isLeft) return;
    this.isLeft = true;
    this.thread.unref();
    if (this.connection.open) this.connection.pragma('synchronous = FULL');
  }
}
