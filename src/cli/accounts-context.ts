/** The rooms a command needs to work on accounts, beside a running server: the same database, no lock, no routes. */
import 'reflect-metadata';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
import { ConfigModule } from '../config/config.module.js';
import type { Configuration } from '../config/configuration.js';
import { HttpModule } from '../http/http.module.js';
import { ClockModule } from '../platform/clock/clock.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { EventsModule } from '../platform/events/events.module.js';
import { LeaderModule } from '../platform/leader/leader.module.js';
import { RedisModule } from '../platform/redis/redis.module.js';
import { SignalsModule } from '../platform/signals/signals.module.js';
import { StoreModule } from '../platform/store/store.module.js';
import { SCHEMA } from '../schema.js';

@Module({})
class AccountsContext {
  static forRoot(configuration: Configuration): DynamicModule {
    const platform = [ClockModule, EventsModule, LeaderModule, RedisModule, SignalsModule, StoreModule];
    const database = DatabaseModule.forRoot(SCHEMA, { exclusive: false });
    const config = ConfigModule.forRoot({ ...configuration, app: configuration.app.withoutJobs() });
    return { module: AccountsContext, imports: [config, database, ...platform, HttpModule, AuthModule] };
  }
}

/** Runs the work with these rooms open; closes them whatever happens. */
export async function withAccounts<T>(
  configuration: Configuration,
  work: (get: <S>(token: abstract new (...args: never[]) => S) => S) => Promise<T>,
): Promise<T> {
  const context = await NestFactory.createApplicationContext(AccountsContext.forRoot(configuration), {
    // What keeps them from opening is told once, by whoever ran the command.
    logger: false,
    abortOnError: false,
  });
  context.useLogger(['error', 'fatal']);
  try {
    return await work((token) => context.get(token as never));
  } finally {
    await context.close();
  }
}
