/** Provides the signals between servers, over whatever they share. It must not know what is said. */
import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseConfig } from '../../config/database.config.js';
import { RedisLink } from '../redis/redis-link.js';
import { RedisRoad } from './redis-road.js';
import { SharedSignals } from './shared-signals.js';
import { Signals } from './signals.js';

@Injectable()
class SignalsCloser implements OnApplicationShutdown {
  constructor(@Inject(Signals) private readonly signals: SharedSignals) {}

  async onApplicationShutdown(): Promise<void> {
    await this.signals.close();
  }
}

async function openSignals({ directUrl }: DatabaseConfig, link: RedisLink | null): Promise<SharedSignals> {
  const signals = new SharedSignals();
  const receive = (text: string) => signals.receive(text);
  if (directUrl) {
    const { PostgresChannel } = await import('../database/postgres-channel.js');
    const channel = new PostgresChannel(directUrl, 'rai_signals', receive);
    await channel.open();
    signals.add(channel);
  }
  // One SQLite file has one server: there is nobody to tell.
  if (link && directUrl) signals.add(new RedisRoad(link, receive));
  return signals;
}

@Global()
@Module({
  providers: [{ provide: Signals, inject: [DatabaseConfig, RedisLink], useFactory: openSignals }, SignalsCloser],
  exports: [Signals],
})
export class SignalsModule {}
