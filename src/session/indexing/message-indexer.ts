/** Makes saved messages searchable within a second, a batch an owner, off the turn's path. */
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppConfig } from '../../config/app.config.js';
import { Database } from '../../platform/database/database.js';
import { UnexpectedChanges } from '../../platform/database/statement.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { LeaderRounds } from '../../platform/leader/leader-rounds.js';
import { SearchIndex } from '../../platform/search/search-index.js';
import { PendingMessages } from './pending-messages.js';

/** Messages that come within this time share a segment. */
const GATHER_MS = 200;
/** Where this many came in that time, more is gathered at once: each segment makes searches read the index anew. */
const BUSY = 20;
const BUSY_GATHER_MS = 700;
const BATCH = 400;
/** Segments built for an owner before small ones are merged. */
const COMPACT_EVERY = 8;
const RETRY_MS = 2000;
/** How often is looked for messages that another process saved and does not index: it died, or it only answers requests. */
const WORKER_LOOKS_EVERY_MS = 500;
/** Where every server indexes what it saves, only what was left behind for so long is taken from it. */
const LEFT_BEHIND_MS = 5000;

@Injectable()
export class MessageIndexer implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(MessageIndexer.name);
  private readonly dirty = new Set<string>();
  private readonly built = new Map<string, number>();
  private readonly closing = new AbortController();
  private working: Promise<void> = Promise.resolve();
  private isWorking = false;
  private isBusy = false;
  private hasLooked = false;

  constructor(
    private readonly pending: PendingMessages,
    private readonly index: SearchIndex,
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly rounds: LeaderRounds,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.on('session.deleted', ({ userId }) => this.purge(userId));
    if (this.config.runsJobs) this.events.on('messages.saved', ({ userId }) => this.mark(userId));
    const every = this.config.role === 'worker' ? WORKER_LOOKS_EVERY_MS : LEFT_BEHIND_MS;
    this.rounds.every(every, 'looking for messages to index', () => this.look());
  }

  async onModuleDestroy(): Promise<void> {
    this.closing.abort(new Error('closing'));
    await this.working;
  }

  private async look(): Promise<void> {
    // A worker saves none itself: whatever waits was left to it. At the start the last process may have died just now.
    const savedBy = this.config.role === 'worker' || !this.hasLooked ? 0 : LEFT_BEHIND_MS;
    this.hasLooked = true;
    for (const userId of await this.pending.owners(savedBy)) this.mark(userId);
  }

  private mark(userId: string): void {
    this.dirty.add(userId);
    if (this.isWorking || this.closing.signal.aborted) return;
    this.isWorking = true;
    this.working = this.work().finally(() => (this.isWorking = false));
  }

  private async work(): Promise<void> {
    while (this.dirty.size && !this.closing.signal.aborted) {
      try {
        await this.clock.sleep(this.isBusy ? BUSY_GATHER_MS : GATHER_MS, this.closing.signal);
        this.isBusy = false;
        const owners = [...this.dirty];
        this.dirty.clear();
        for (const userId of owners) await this.indexOwner(userId);
      } catch (error) {
        if (this.closing.signal.aborted) return;
        throw error;
      }
    }
  }

  private async indexOwner(userId: string): Promise<void> {
    try {
      for (let isFull = true; isFull && !this.closing.signal.aborted;) {
        const entries = await this.pending.of(userId, BATCH);
        isFull = entries.length === BATCH;
        if (!entries.length) return;
        this.isBusy ||= entries.length >= BUSY;
        const statements = await this.index.build(userId, 'messages', entries);
        await this.database.batch([this.pending.done(userId, entries), ...statements], { background: true });
        await this.compactSometimes(userId);
      }
    } catch (error) {
      if (!(error instanceof UnexpectedChanges)) {
        this.logger.error({ err: error, user_id: userId }, 'messages could not be indexed; trying again');
      }
      setTimeout(() => this.mark(userId), RETRY_MS).unref();
    }
  }

  private async compactSometimes(userId: string): Promise<void> {
    const count = (this.built.get(userId) ?? 0) + 1;
    this.built.set(userId, count % COMPACT_EVERY);
    if (count >= COMPACT_EVERY) await this.index.compact(userId, 'messages');
  }

  /** What was deleted must not stay in a dictionary of the index. */
  private async purge(userId: string): Promise<void> {
    await this.index.compact(userId, 'messages', { purge: true });
  }
}
