/** Removes stored bytes nobody refers to: after a crash between bytes and row, and when an account is deleted. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { EventBus } from '../platform/events/event-bus.js';
import { Files } from './files.js';

const EVERY_MS = 3600 * 1000;
/** Bytes younger than this may still be waiting for the commit of their row. */
const SETTLED_MS = 10 * 60 * 1000;

@Injectable()
export class FileSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(FileSweeper.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly files: Files,
    private readonly clock: Clock,
    private readonly events: EventBus,
  ) {}

  onApplicationBootstrap(): void {
    this.events.on('user.deleted', ({ userId }) => this.sweep(Number.POSITIVE_INFINITY, userId));
    this.timer = setInterval(() => void this.sweep(this.clock.now() - SETTLED_MS), EVERY_MS).unref();
    void this.sweep(this.clock.now() - SETTLED_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async sweep(keptBefore: number, userId?: string): Promise<void> {
    try {
      await this.files.sweep(keptBefore, userId);
    } catch (error) {
      this.logger.error({ err: error }, 'the sweep of stored files failed; the next one goes on');
    }
  }
}
