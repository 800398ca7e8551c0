/** Provides Idempotency and forgets old keys once an hour. Must know nothing of the requests. */
import { Global, Injectable, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Idempotency } from './idempotency.js';

const HOUR = 3600 * 1000;

@Injectable()
class IdempotencyPruner implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(IdempotencyPruner.name);
  private timer?: NodeJS.Timeout;

  constructor(private readonly idempotency: Idempotency) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.prune(), HOUR).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async prune(): Promise<void> {
    try {
      await this.idempotency.prune();
    } catch (error) {
      this.logger.error({ err: error }, 'old idempotency keys could not be removed');
    }
  }
}

@Global()
@Module({ providers: [Idempotency, IdempotencyPruner], exports: [Idempotency] })
export class IdempotencyModule {}
