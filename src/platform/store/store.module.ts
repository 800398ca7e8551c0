/** Provides the key-value store, shared where there is Redis. It must not know what is kept in it. */
import { Global, Module } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { RedisLink } from '../redis/redis-link.js';
import { KeyValueStore } from './key-value-store.js';
import { MemoryKeyValueStore } from './memory-key-value-store.js';
import { RedisKeyValueStore } from './redis-key-value-store.js';

@Global()
@Module({
  providers: [
    {
      provide: KeyValueStore,
      inject: [RedisLink, Clock],
      useFactory: (link: RedisLink | null, clock: Clock) => {
        const own = new MemoryKeyValueStore(clock);
        return link ? new RedisKeyValueStore(link, own) : own;
      },
    },
  ],
  exports: [KeyValueStore],
})
export class StoreModule {}
