/** Provides the turn log of this installation: shared where there is Redis. */
import { Module } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { RedisLink } from '../redis/redis-link.js';
import { InProcessTurnLog } from './in-process-turn-log.js';
import { RedisTurnLog } from './redis-turn-log.js';
import { TurnLog } from './turn-log.js';

@Module({
  providers: [
    {
      provide: TurnLog,
      inject: [RedisLink, Clock],
      useFactory: (link: RedisLink | null, clock: Clock) =>
        link ? new RedisTurnLog(link, clock) : new InProcessTurnLog(),
    },
  ],
  exports: [TurnLog],
})
export class TurnLogModule {}
