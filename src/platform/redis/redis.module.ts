/** Provides the connection to Redis, or null where REDIS_URL is not set: then nothing of its client is loaded. */
import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseConfig } from '../../config/database.config.js';
import { RedisLink } from './redis-link.js';

/** Not earlier than the last turns have ended: they are still shared. */
@Injectable()
class RedisCloser implements OnApplicationShutdown {
  constructor(@Inject(RedisLink) private readonly link: RedisLink | null) {}

  async onApplicationShutdown(): Promise<void> {
    await this.link?.close();
  }
}

@Global()
@Module({
  providers: [
    {
      provide: RedisLink,
      inject: [DatabaseConfig],
      useFactory: ({ redisUrl, redisPrefix }: DatabaseConfig) =>
        redisUrl ? RedisLink.open(redisUrl, redisPrefix) : null,
    },
    RedisCloser,
  ],
  exports: [RedisLink],
})
export class RedisModule {}
