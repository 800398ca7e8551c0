/** The application: its modules in floor order, nothing else. */
import { type DynamicModule, Module } from '@nestjs/common';
import { ConfigModule } from './config/config.module.js';
import type { Configuration } from './config/configuration.js';
import { HttpModule } from './http/http.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { EventsModule } from './platform/events/events.module.js';
import { StoreModule } from './platform/store/store.module.js';
import { SCHEMA } from './schema.js';

@Module({})
export class AppModule {
  static forRoot(configuration: Configuration): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(configuration),
        DatabaseModule.forRoot(SCHEMA, { exclusive: true }),
        EventsModule,
        StoreModule,
        HttpModule,
      ],
    };
  }
}
