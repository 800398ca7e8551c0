/**
 * Books what events tell: a row a model call, and counts of tools, documents, sign-ins and errors. Gathered and written
 * once a second, so that a turn pays a push for it and no write; what a killed process had gathered is lost, which is
 * why bills rest on the rows of turns, and on these only for what is asked beside turns.
 */
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { priceNames } from '../../common/price-names.js';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { storableName } from '../../common/storable.js';
import { UsageConfig } from '../../config/usage.config.js';
import { isForeignKeyViolation, isUnstorable } from '../../platform/database/constraint-errors.js';
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
const LONGEST_MODEL = 200;

/** What is written in one transaction. */
interface Slice {
  calls: CountedCall[];
  counted: CountedEvent[];
}

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

  private book(call: EventMap['model.ended']): void {
    const { userId } = call;
    if (userId === undefined || this.calls.length >= MOST_WAITING) return;
    const costMicros = this.prices.costMicros(priceNames(call), call.promptTokens, call.completionTokens);
    this.calls.push({
      userId,
      id: newId(),
      turnId: call.turnId,
      purpose: purposeNamed(call.purpose ?? 'other'),
      model: storableName(call.model, LONGEST_MODEL),
      promptTokens: call.promptTokens,
      completionTokens: call.completionTokens,
      estimated: call.estimated,
      costMicros,
      firstTokenMs: call.firstTokenMs,
      totalMs: call.totalMs,
      retries: call.retries,
      outcome: call.outcome,
      code: call.code,
      at: this.clock.now(),
    });
  }

  private count(userId: string, name: string, label: string, ok: boolean): void {
    if (this.counted.length >= MOST_WAITING) return;
    const outcome = ok ? 'ok' : 'failed';
    const shown = storableName(label, LONGEST_LABEL);
    this.counted.push({ userId, name, label: shown, outcome, at: this.clock.now() });
  }

  private write(): Promise<void> {
    this.writing ??= this.writeAll().finally(() => (this.writing = undefined));
    return this.writing;
  }

  private async writeAll(): Promise<void> {
    while (this.calls.length || this.counted.length) {
      const slice = { calls: this.calls.splice(0, SLICE), counted: this.counted.splice(0, SLICE) };
      if (!(await this.writeSlice(slice))) return;
    }
  }

  /** Whether all of it is dealt with; what is not is kept for the next time. One row that no database takes costs itself. */
  private async writeSlice({ calls, counted }: Slice): Promise<boolean> {
    try {
      await this.database.batch(countStatements(this.database.dialect, calls, counted));
      return true;
    } catch (error) {
      if (isUnstorable(error)) return this.writeParts({ calls, counted }, error);
      this.calls.unshift(...calls);
      this.counted.unshift(...counted);
      // An account was deleted at that moment; the next time its rows are left out.
      if (!isForeignKeyViolation(error))
        this.logger.error({ err: error }, 'calls and counts could not be written; they are tried again');
      return false;
    }
  }

  private async writeParts(slice: Slice, error: unknown): Promise<boolean> {
    if (slice.calls.length + slice.counted.length === 1) {
      this.logger.error({ err: error }, 'a call or count cannot be stored; it is left out');
      return true;
    }
    const [one, other] = halves(slice);
    const written = await this.writeSlice(one);
    return (await this.writeSlice(other)) && written;
  }
}

function halves({ calls, counted }: Slice): [Slice, Slice] {
  if (calls.length && counted.length)
    return [
      { calls, counted: [] },
      { calls: [], counted },
    ];
  const middle = (list: { length: number }) => list.length >> 1;
  return [
    { calls: calls.slice(0, middle(calls)), counted: counted.slice(0, middle(counted)) },
    { calls: calls.slice(middle(calls)), counted: counted.slice(middle(counted)) },
  ];
}
