/** Keeps the roll-ups up to date and, where that is wanted, drops old usage rows that are in them. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { RawRetention } from './raw-retention.js';
import { RollUp } from './roll-up.js';

/** Milliseconds. What is not in the sums yet is read row by row, so this bounds what a question about them costs. */
const EVERY = 10_000;
const ROUNDS_BETWEEN_SWEEPS = 60;

@Injectable()
export class RollupTimer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(RollupTimer.name);
  private readonly closing = new AbortController();
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;
  private rounds = 0;

  constructor(
    private readonly rollUp: RollUp,
    private readonly retention: RawRetention,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.begin(), EVERY).unref();
    this.begin();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    this.closing.abort();
    await this.running;
  }

  private begin(): void {
    this.running ??= this.round().finally(() => (this.running = undefined));
  }

  private async round(): Promise<void> {
    try {
      await this.rollUp.run(this.closing.signal);
      if (this.rounds++ % ROUNDS_BETWEEN_SWEEPS === 0) await this.retention.sweep(this.closing.signal);
    } catch (error) {
      this.logger.error({ err: error }, 'usage could not be summed up');
    }
  }
}
