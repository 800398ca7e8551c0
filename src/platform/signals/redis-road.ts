/** Signals over Redis pub/sub. What is sent while Redis is away is lost. */
import { Logger } from '@nestjs/common';
import type { RedisLink } from '../redis/redis-link.js';
import type { SignalRoad } from './shared-signals.js';

export class RedisRoad implements SignalRoad {
  private readonly logger = new Logger(RedisRoad.name);
  private readonly channel: string;
  private readonly leave: () => void;

  constructor(
    private readonly link: RedisLink,
    receive: (text: string) => void,
  ) {
    this.channel = link.key('signals');
    this.leave = link.subscribe(this.channel, receive);
  }

  send(text: string): void {
    if (!this.link.isReady) return;
    this.link.commands
      .publish(this.channel, text)
      .catch((error: unknown) => this.logger.debug(`a signal was lost: ${String(error)}`));
  }

  async close(): Promise<void> {
    this.leave();
  }
}
