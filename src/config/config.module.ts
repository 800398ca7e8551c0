/** Makes the typed slices of the configuration injectable everywhere. It must know nothing of what uses them. */
import { type DynamicModule, Module } from '@nestjs/common';
import { AppConfig } from './app.config.js';
import { ApprovalConfig } from './approval.config.js';
import { AuthConfig } from './auth.config.js';
import type { Configuration } from './configuration.js';
import { DatabaseConfig } from './database.config.js';
import { EmbeddingsConfig } from './embeddings.config.js';
import { FilesConfig } from './files.config.js';
import { LimitsConfig } from './limits.config.js';
import { LiveConfiguration } from './live-configuration.js';
import { LlmConfig } from './llm.config.js';
import { MemoryConfig } from './memory.config.js';
import { OutboundConfig } from './outbound.config.js';
import { RetentionConfig } from './retention.config.js';
import { SourcesConfig } from './sources.config.js';
import { ToolsConfig } from './tools.config.js';
import { UsageConfig } from './usage.config.js';
import { TracingConfig } from './tracing.config.js';
import { WebConfig } from './web.config.js';

@Module({})
export class ConfigModule {
  static forRoot(configuration: Configuration): DynamicModule {
    const providers = [
      { provide: AppConfig, useValue: configuration.app },
      { provide: ApprovalConfig, useValue: configuration.approval },
      { provide: AuthConfig, useValue: configuration.auth },
      { provide: DatabaseConfig, useValue: configuration.database },
      { provide: EmbeddingsConfig, useValue: configuration.embeddings },
      { provide: FilesConfig, useValue: configuration.files },
      { provide: LimitsConfig, useValue: configuration.limits },
      { provide: LlmConfig, useValue: configuration.llm },
      { provide: MemoryConfig, useValue: configuration.memory },
      { provide: OutboundConfig, useValue: configuration.outbound },
      { provide: RetentionConfig, useValue: configuration.retention },
      { provide: SourcesConfig, useValue: configuration.sources },
      { provide: ToolsConfig, useValue: configuration.tools },
      { provide: UsageConfig, useValue: configuration.usage },
      { provide: TracingConfig, useValue: configuration.tracing },
      { provide: WebConfig, useValue: configuration.web },
    ];
    const live = { provide: LiveConfiguration, useFactory: () => new LiveConfiguration(configuration) };
    return {
      module: ConfigModule,
      global: true,
      providers: [...providers, live],
      exports: [...providers.map(({ provide }) => provide), LiveConfiguration],
    };
  }
}
