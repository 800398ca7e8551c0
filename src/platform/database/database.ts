/**
 * The relational database as the rest of the application sees it: read anywhere, write only through `write` or `batch`.
 * Must know nothing of any table.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';
import type { Dialect } from '../../config/database.config.js';
import type { Foreground } from '../foreground/foreground.js';
import { executeOn } from './execute-on.js';
import type { SqlValue, Statement } from './statement.js';

/** A row as the driver gives it. */
export type Row = Record<string, unknown>;

export interface BatchOptions {
  background?: boolean;
  committed?: () => void;
}

/** What a commit is followed by. */
type Hook = () => void | Promise<void>;

/** One in as many. */
const TIMED_READS = 16;

export abstract class Database {
  abstract readonly dialect: Dialect;
  /** Absolute path of the SQLite file (workers open it read-only); undefined on PostgreSQL. */
  abstract readonly sqlitePath?: string;
  /** Connection string (workers connect with it); undefined on SQLite. */
  abstract readonly postgresUrl?: string;

  /** Told how long a batch took to be committed, waiting in the queue and all. Milliseconds. */
  onCommit?: (milliseconds: number) => void;
  /** The same of a read; only some of them are timed, for timing costs as much as a small one. */
  onRead?: (milliseconds: number) => void;

  private readonly writing = new AsyncLocalStorage<EntityManager>();
  /** What waits for the commit of a transaction. */
  private readonly waiting = new WeakMap<EntityManager, Hook[]>();
  private reads = 0;

  constructor(private readonly foreground: Foreground) {}

  protected abstract readManager(): EntityManager;
  protected abstract readRows(sql: string, params: readonly SqlValue[]): Promise<Row[]>;
  protected abstract transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;
  protected abstract commitBatch(statements: readonly Statement[], committed?: () => void): Promise<number[]>;

  /**
   * For reads by entity. Its connection is read-only, so a write that bypasses the queue fails at the database; inside
   * `write` it throws, because there it would not see the transaction's own rows.
   */
  get reader(): EntityManager {
    this.refuseInsideWrite('reader');
    return this.readManager();
  }

  /** For reads on the hot path: prepared SQL with `?` placeholders. Same guard as `reader`. */
  rows<T extends object = Row>(sql: string, params: readonly SqlValue[] = []): Promise<T[]> {
    this.refuseInsideWrite('rows');
    if (this.onRead && ++this.reads % TIMED_READS === 0)
      return this.timed(() => this.readRows(sql, params), this.onRead);
    return this.readRows(sql, params) as Promise<T[]>;
  }

  /** Whether the thread that syncs the log of SQLite does so still; undefined where there is none. */
  get isLogThreadUp(): boolean | undefined {
    return undefined;
  }

  /** Whether the caller is inside `write`. */
  get isWriting(): boolean {
    return this.writing.getStore() !== undefined;
  }

  /**
   * One transaction; use only the manager given. Re-entrant: inside another `write` it joins that transaction. No
   * network call may be awaited inside, all other writers wait for it (SQLite). `background` as with `batch`.
   */
  async write<T>(work: (manager: EntityManager) => Promise<T>, { background = false } = {}): Promise<T> {
    const outer = this.writing.getStore();
    if (outer) return work(outer);
    if (background) await this.foreground.slice();
    return this.transactionThenHooks(work);
  }

  /**
   * Runs it after the commit of the transaction it is called in, never if that is rolled back; outside of one at once.
   * Whoever wrote waits for it, and must not be told of its faults: what is committed stays so.
   */
  afterCommit(hook: Hook): void {
    const manager = this.writing.getStore();
    if (!manager) return void hook();
    const hooks = this.waiting.get(manager) ?? [];
    this.waiting.set(manager, hooks);
    hooks.push(hook);
  }

  private async transactionThenHooks<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    let hooks: Hook[] | undefined;
    const result = await this.transaction(async (manager) => {
      const given = await this.writing.run(manager, () => work(manager));
      hooks = this.waiting.get(manager);
      this.waiting.delete(manager);
      return given;
    });
    for (const hook of hooks ?? []) {
      const more = hook();
      if (more) await more;
    }
    return result;
  }

  /**
   * The fast way to write: the statements run atomically and share a commit with others waiting (SQLite). Gives the
   * rows changed by each; resolves after the commit. Inside `write` it joins that transaction. `background`: turns that
   * are being prepared go first; some hundred rows at most, for a commit holds the event loop. `committed` is called where
   * the commit is made before it is on the disk: what is begun then is told to nobody until the batch resolves.
   */
  async batch(
    statements: readonly Statement[],
    { background = false, committed }: BatchOptions = {},
  ): Promise<number[]> {
    const outer = this.writing.getStore();
    if (outer) return this.join(outer, statements);
    if (background) await this.foreground.slice();
    const commit = () => this.commitBatch(statements, committed);
    return this.onCommit ? this.timed(commit, this.onCommit) : commit();
  }

  /** After a commit, told how many rows each statement changed. */
  protected wrote(_changes: readonly number[]): void {}

  private async join(outer: EntityManager, statements: readonly Statement[]): Promise<number[]> {
    const changes = await executeOn(outer, statements);
    this.afterCommit(() => this.wrote(changes));
    return changes;
  }

  private async timed<T>(work: () => Promise<unknown>, tell: (milliseconds: number) => void): Promise<T> {
    const began = performance.now();
    const result = await work();
    tell(performance.now() - began);
    return result as T;
  }

  private refuseInsideWrite(member: string): void {
    if (this.writing.getStore()) {
      throw new Error(`database.${member} was used inside database.write: use the manager the transaction gives you`);
    }
  }
}
