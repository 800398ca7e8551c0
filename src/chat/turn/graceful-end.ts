/** At shutdown: running turns may finish within the grace, the rest end as incomplete(server_restart), saved and said. */
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { AppConfig } from '../../config/app.config.js';
import { RunningTurns } from './running-turns.js';

const LOOK_EVERY_MS = 50;

@Injectable()
export class GracefulEnd implements BeforeApplicationShutdown {
  constructor(
    private readonly running: RunningTurns,
    private readonly app: AppConfig,
    private readonly clock: Clock,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    const until = this.clock.now() + this.app.shutdownGraceMs;
    while (this.running.size && this.clock.now() < until) await this.clock.sleep(LOOK_EVERY_MS);
    await this.running.stopAll('server_restart');
  }
}
