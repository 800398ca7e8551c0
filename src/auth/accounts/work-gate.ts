/** Lets a few pieces of work run at once and a bounded number wait; the rest is refused, so that memory stays bounded. */
import { AppError } from '../../common/app-error.js';

export class WorkGate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly queueLimit: number,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The place is handed on, not freed, so that nobody can slip in between.
      if (next) next();
      else this.running--;
    }
  }

  private enter(): Promise<void> | void {
    if (this.running < this.atOnce) {
      this.running++;
      return;
    }
    if (this.waiting.length >= this.queueLimit) throw new AppError('overloaded', undefined, { retryAfter: 1 });
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
