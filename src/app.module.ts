/** The application: its modules in floor order, nothing else. */
import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';
import { BackupModule } from './backup/backup.module.js';
import { ChatModule } from './chat/chat.module.js';
import { ConsoleModule } from './console/console.module.js';
import { ConfigModule } from './config/config.module.js';
import type { Configuration } from './config/configuration.js';
import { FilesModule } from './files/files.module.js';
import { HttpModule } from './http/http.module.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { MemoryModule } from './memory/memory.module.js';
import { ClockModule } from './platform/clock/clock.module.js';
import { EventsModule } from './platform/events/events.module.js';
import { LeaderModule } from './platform/leader/leader.module.js';
import { LlmModule } from './platform/llm/llm.module.js';
import { OutboundModule } from './platform/outbound/outbound.module.js';
import { QueueModule } from './platform/queue/queue.module.js';
import { RedisModule } from './platform/redis/redis.module.js';
import { SearchModule } from './platform/search/search.module.js';
import { SignalsModule } from './platform/signals/signals.module.js';
import { StoreModule } from './platform/store/store.module.js';
import { TracingModule } from './platform/tracing/tracing.module.js';
import { RagModule } from './rag/rag.module.js';
import { SCHEMA } from './schema.js';
import { SessionModule } from './session/session.module.js';
import { SettingsModule } from './settings/settings.module.js';
import { StatsModule } from './stats/stats.module.js';
import { ToolsModule } from './tools/tools.module.js';

@Module({})
export class AppModule {
  static forRoot(configuration: Configuration): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(configuration),
        DatabaseModule.forRoot(SCHEMA, { exclusive: true }),
        ClockModule,
        EventsModule,
        TracingModule,
        LeaderModule,
        RedisModule,
        SignalsModule,
        StoreModule,
        QueueModule,
        SearchModule,
        LlmModule,
        OutboundModule,
        HttpModule,
        AuthModule,
        SessionModule,
        StatsModule,
        SettingsModule,
        MemoryModule,
        FilesModule,
        RagModule,
        ToolsModule,
        ChatModule,
        BackupModule,
        ConsoleModule,
      ],
    };
  }
}
