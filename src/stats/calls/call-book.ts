/**
 * Books what events tell: a row a model call, and counts of tools, documents, sign-ins and errors. Gathered and written
 * once a second, so that a turn pays a push for it and no write; what a killed process had gathered is lost, which is
 * why bills rest on the rows of turns, and on these only for what is asked beside turns.
 */
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { priceNames } from '../../common/price-names.js';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { UsageConfig } from '../../config/usage.config.js';
import { isForeignKeyViolation } from '../../platform/database/constraint-errors.js';
import { Database } from '../../platform/database/database.js';
import { EventBus } from '../../platform/events/event-bus.js';
import type { EventMap } from '../../platform/events/event-map.js';
import { purposeNamed } from './background-purposes.js';
import { type CountedCall, type CountedEvent, countStatements } from './call-statements.js';

const EVERY_MS = 1000;
/** Rows a transaction: bounds how long it holds other writers (SQLite). */
const SLICE = 500;
/** While the database is away no more than this is kept. */
const MOST_WAITING = 50_000;
const LONGEST_LABEL = 100;

@Injectable()
export class CallBook implements OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(CallBook.name);
  private calls: CountedCall[] = [];
  private counted: CountedEvent[] = [];
  private timer?: NodeJS.Timeout;
  private writing?: Promise<void>;

  constructor(
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly prices: UsageConfig,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.events.on('model.ended', (call) => this.book(call));
    this.events.on('tool.ended', ({ userId, tool, ok }) => this.count(userId, 'tool', tool, ok));
    this.events.on('document.ended', ({ userId, state }) => this.count(userId, 'document', state, state !== 'failed'));
    this.events.on('login.ended', ({ userId, ok }) => {
      if (userId) this.count(userId, 'login', 'password', ok);
    });
    this.events.on('turn.ended', ({ userId, measured }) => {
      if (measured?.code !== undefined) this.count(userId, 'error', measured.code, false);
    });
    this.timer = setInterval(() => void this.write(), EVERY_MS).unref();
  }

  /** Not earlier: turns that end within the grace of a shutdown are booked too. */
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    await this.write();
  }

  private book({ userId, purpose = 'other', ...call }: EventMap['model.ended']): void {
    if (userId === undefined || this.calls.length >= MOST_WAITING) return;
    const costMicros = this.prices.costMicros(priceNames(call), call.promptTokens, call.completionTokens);
    this.calls.push({ ...call, userId, purpose: purposeNamed(purpose), costMicros, id: newId(), at: this.clock.now() });
  }

  private count(userId: string, name: string, label: string, ok: boolean): void {
    if (this.counted.length >= MOST_WAITING) return;
    const outcome = ok ? 'ok' : 'failed';
    this.counted.push({ userId, name, label: label.slice(0, LONGEST_LABEL), outcome, at: this.clock.now() });
  }

  private write(): Promise<void> {
    this.writing ??= this.writeAll().finally(() => (this.writing = undefined));
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    while (this.calls.length || this.counted.length) {
      const calls = this.calls.splice(0, SLICE);
      const counted = this.counted.splice(0, SLICE);
      try {
        await this.database.batch(countStatements(this.database.dialect, calls, counted));
      } catch (error) {
        this.calls.unshift(...calls);
        this.counted.unshift(...counted);
        // An account was deleted at that moment; the next time its rows are left out.
        if (!isForeignKeyViolation(error))
          this.logger.error({ err: error }, 'calls and counts could not be written; they are tried again');
        return;
      }
    }
  }
}
