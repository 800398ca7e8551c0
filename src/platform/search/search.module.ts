/** Search by words and by vectors for everything an owner has written or uploaded. It must not know what a chunk or a message is. */
import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { DatabaseConfig } from '../../config/database.config.js';
import { Database } from '../database/database.js';
import { EventBus } from '../events/event-bus.js';
import { openSearchIndex } from './open-search-index.js';
import { SearchIndex } from './search-index.js';
import { VectorStore } from './vector-store.js';
import { BlockVectorStore } from './vectors/block-vector-store.js';

/** Ends the workers at shutdown; they only read, so nothing has to wait for them. */
@Injectable()
class SearchCloser implements OnApplicationShutdown {
  constructor(private readonly index: SearchIndex) {}

  async onApplicationShutdown(): Promise<void> {
    await this.index.close();
  }
}

@Module({
  providers: [
    {
      provide: SearchIndex,
      inject: [Database, DatabaseConfig, Clock, EventBus],
      useFactory: (database: Database, config: DatabaseConfig, clock: Clock, events: EventBus) =>
        openSearchIndex(database, clock, {
          workers: config.searchWorkers,
          preparedStatements: config.preparedStatements,
          statementMs: config.timeouts?.statement,
          cacheBytes: config.searchCacheBytes,
          onSearched: (corpus, totalMs) => events.emit('search.ended', { corpus, totalMs }),
        }),
    },
    {
      provide: VectorStore,
      inject: [Database, Clock],
      useFactory: (database: Database, clock: Clock) => new BlockVectorStore(database, clock),
    },
    SearchCloser,
  ],
  exports: [SearchIndex, VectorStore],
})
export class SearchModule {}
