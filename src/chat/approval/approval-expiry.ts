/** Denies what nobody answered in time, so that no turn waits for ever. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { UnexpectedChanges } from '../../platform/database/statement.js';
import { ApprovalRows } from './approval-rows.js';
import { Approvals } from './approvals.js';

const LOOK_EVERY_MS = 2000;

@Injectable()
export class ApprovalExpiry implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ApprovalExpiry.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly rows: ApprovalRows,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    try {
      for (const turn of await this.rows.expired(this.clock.iso())) await this.expire(turn);
    } catch (error) {
      this.logger.error({ err: error }, 'calls that nobody answered could not be denied');
    }
  }

  private async expire(turn: Parameters<Approvals['expire']>[0]): Promise<void> {
    try {
      await this.approvals.expire(turn);
    } catch (error) {
      // Another process did it, or somebody answered in the last moment.
      if (!(error instanceof UnexpectedChanges)) throw error;
    }
  }
}
