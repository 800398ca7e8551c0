/**
 * The one door for writes on SQLite: batches are group-committed, transactions run one at a time under BEGIN IMMEDIATE.
 * TypeORM shares one SQLite connection between all requests, so two transactions at once would swallow each other's rows.
 */
import { AsyncResource } from 'node:async_hooks';
import type { Database as SqliteConnection } from 'better-sqlite3';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { GroupCommit } from './group-commit.js';
import type { Statement } from './statement.js';

type Work = (manager: EntityManager) => Promise<unknown>;
interface Settle {
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}
interface BatchJob extends Settle {
  kind: 'batch';
  statements: readonly Statement[];
  committed?: () => void;
}
type Job = BatchJob | (Settle & { kind: 'work'; work: Work });

/** What a transaction of TypeORM's is taken to write. Bytes. */
const WORK_BYTES = 32_768;

/** What is to be done with a commit beyond making it. */
export interface CommitWatch {
  /** Told after every commit about how many bytes it wrote. */
  wrote?: (bytes: number) => void;
  /** Resolves when all that is committed is on the disk; absent: SQLite sees to it within the commit. */
  sync?: () => Promise<void>;
  /** Whether `sync` still does so; false: SQLite does, though it was not to. */
  isSyncing?: () => boolean;
}

/** Batches that share one commit at most: bounds how long the event loop is held. */
const GROUP_LIMIT = 128;

export class WriteQueue {
  private jobs: Job[] = [];
  private draining = false;
  /** A transaction that awaits in between is open, so its connection shows rows that are not committed. */
  private inWork = false;
  private readonly groups: GroupCommit;
  private readonly runner: QueryRunner;

  constructor(
    dataSource: DataSource,
    private readonly connection: SqliteConnection,
    private readonly watch: CommitWatch = {},
  ) {
    this.groups = new GroupCommit(connection, watch.wrote);
    this.runner = dataSource.createQueryRunner();
  }

  /** Whether what the writing connection shows is what is committed. */
  get isSettled(): boolean {
    return !this.inWork;
  }

  /**
   * Runs the statements atomically, together with whatever else is waiting; resolves once it is on the disk. `committed`:
   * see `Database.batch`.
   */
  batch(statements: readonly Statement[], committed?: () => void): Promise<number[]> {
    // The group is committed on behalf of whoever came first: what is begun then belongs to who wrote.
    const told = committed && boundToCaller(committed);
    return new Promise((resolve, reject) => this.push({ kind: 'batch', statements, committed: told, resolve, reject }));
  }

  /** Runs the work alone in a transaction; resolves once it is on the disk. */
  transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => this.push({ kind: 'work', work, resolve, reject }));
  }

  private push(job: Job): void {
    this.jobs.push(job);
    if (this.draining) return;
    this.draining = true;
    // One turn of the event loop later: batches of requests that arrived together share a commit.
    setImmediate(() => void this.drain());
  }

  private async drain(): Promise<void> {
    while (this.jobs.length) {
      const first = this.jobs[0]!;
      if (first.kind === 'work') {
        this.jobs.shift();
        await this.runTransaction(first);
      } else {
        let count = 1;
        while (count < GROUP_LIMIT && this.jobs[count]?.kind === 'batch') count++;
        await this.commitGroup(this.jobs.splice(0, count) as BatchJob[]);
        // Let I/O and timers run between groups.
        if (this.jobs.length && !this.watch.sync) await new Promise((resume) => setImmediate(resume));
      }
    }
    this.draining = false;
  }

  /** While it is synced the event loop goes on, and what is written meanwhile makes the next group. */
  private async commitGroup(jobs: BatchJob[]): Promise<void> {
    try {
      const outcomes = this.groups.run(jobs.map((job) => job.statements));
      const synced = this.watch.sync?.();
      if (synced) for (const [i, outcome] of outcomes.entries()) if ('changes' in outcome) jobs[i]!.committed?.();
      await synced;
      outcomes.forEach((outcome, i) => {
        if ('error' in outcome) jobs[i]!.reject(outcome.error);
        else jobs[i]!.resolve(outcome.changes as never);
      });
    } catch (error) {
      for (const job of jobs) job.reject(error);
    }
  }

  private async runTransaction(job: Job & { kind: 'work' }): Promise<void> {
    this.inWork = true;
    let result: unknown;
    try {
      this.connection.exec('BEGIN IMMEDIATE');
      // TypeORM must know that it is inside a transaction, or `save` would begin a second one.
      markTransaction(this.runner, true);
      result = await job.work(this.runner.manager);
      markTransaction(this.runner, false);
      this.connection.exec('COMMIT');
    } catch (error) {
      markTransaction(this.runner, false);
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
      return job.reject(error);
    } finally {
      this.inWork = false;
    }
    this.watch.wrote?.(WORK_BYTES);
    try {
      await this.watch.sync?.();
      job.resolve(result as never);
    } catch (error) {
      job.reject(error);
    }
  }
}

/** As `AsyncResource.bind`, which takes 13 µs for making a function that looks like the one it binds. */
function boundToCaller(committed: () => void): () => void {
  const caller = new AsyncResource('Committed');
  return () => caller.runInAsyncScope(committed);
}

function markTransaction(runner: QueryRunner, active: boolean): void {
  const state = runner as unknown as { isTransactionActive: boolean; transactionDepth: number };
  state.isTransactionActive = active;
  state.transactionDepth = active ? 1 : 0;
}
