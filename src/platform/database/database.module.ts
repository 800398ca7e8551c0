/** Opens the database at start, closes it last. The schema is handed in: this floor must not know the rooms above. */
import { type DynamicModule, Inject, Injectable, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseConfig } from '../../config/database.config.js';
import { Foreground } from '../foreground/foreground.js';
import type { Schema } from './data-source-options.js';
import { Database } from './database.js';
import type { MigrationReport } from './migrate.js';
import { openDatabase, type OpenedDatabase } from './open-database.js';

const OPENED = Symbol('OpenedDatabase');

/** Nest calls this after every module's own shutdown work, so that the last writes still find a database. */
@Injectable()
class DatabaseCloser implements OnApplicationShutdown {
  constructor(@Inject(OPENED) private readonly opened: OpenedDatabase) {}

  async onApplicationShutdown(): Promise<void> {
    await this.opened.close();
  }
}

function tellNewer({ newer }: MigrationReport): void {
  if (!newer.length) return;
  const text = `the database is newer than this version (${newer.join(', ')}); it goes on, replace it soon`;
  new Logger(Database.name).warn(text);
}

@Module({})
export class DatabaseModule {
  static forRoot(schema: Schema, options: { exclusive: boolean }): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        Foreground,
        {
          provide: OPENED,
          inject: [DatabaseConfig, Foreground],
          useFactory: async (config: DatabaseConfig, foreground: Foreground) => {
            const opened = await openDatabase(config, schema, { ...options, foreground, logThreads: true });
            tellNewer(opened.report);
            return opened;
          },
        },
        { provide: Database, inject: [OPENED], useFactory: (opened: OpenedDatabase) => opened.database },
        DatabaseCloser,
      ],
      exports: [Database, Foreground],
    };
  }
}
