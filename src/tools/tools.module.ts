/** What an answer may use beside the model. It must not know turns: it is called and never calls back. */
import { Module } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { WebConfig } from '../config/web.config.js';
import { MemoryModule } from '../memory/memory.module.js';
import { SafeFetch } from '../platform/outbound/safe-fetch.js';
import { TrustedFetch } from '../platform/outbound/trusted-fetch.js';
import { DocumentReading } from '../rag/documents/document-reading.js';
import { RagModule } from '../rag/rag.module.js';
import { Retriever } from '../rag/retriever.js';
import { CalculatorTool } from './calculator/calculator.tool.js';
import { ReadDocumentTool } from './documents/read-document.tool.js';
import { SearchDocumentsTool } from './documents/search-documents.tool.js';
import { MemoryTools } from './memory/memory-tools.js';
import { ToolModules } from './modules/tool-modules.js';
import { CurrentTimeTool } from './time/current-time.tool.js';
import type { Tool } from './tool.js';
import { ToolRegistry } from './tool-registry.js';
import { ToolRunner } from './tool-runner.js';
import { ToolSourcesController } from './tool-sources.controller.js';
import { ToolSourcesHealth } from './tool-sources-health.js';
import { ToolsController } from './tools.controller.js';
import { ReadWebPageTool } from './web/read-web-page.tool.js';
import { SearxngSearch } from './web/searxng.js';
import { TavilySearch } from './web/tavily.js';
import type { WebSearch } from './web/web-search.js';
import { WebSearchTool } from './web/web-search.tool.js';

const BUILT_IN_TOOLS = Symbol('built-in tools');

@Module({
  imports: [MemoryModule, RagModule],
  controllers: [ToolsController, ToolSourcesController],
  providers: [
    MemoryTools,
    {
      provide: ToolRegistry,
      inject: [BUILT_IN_TOOLS, ToolModules],
      useFactory: (builtIn: Tool[], modules: ToolModules) => new ToolRegistry(builtIn, [modules]),
    },
    {
      provide: BUILT_IN_TOOLS,
      inject: [Clock, Retriever, DocumentReading, MemoryTools, WebConfig, SafeFetch, TrustedFetch],
      useFactory: builtInTools,
    },
    ToolModules,
    ToolSourcesHealth,
    ToolRunner,
  ],
  exports: [ToolRegistry, ToolRunner],
})
export class ToolsModule {}

function builtInTools(
  clock: Clock,
  retriever: Retriever,
  reading: DocumentReading,
  memory: MemoryTools,
  web: WebConfig,
  door: SafeFetch,
  trusted: TrustedFetch,
): Tool[] {
  const engine = searchEngine(web, trusted);
  return [
    new SearchDocumentsTool(retriever),
    new ReadDocumentTool(reading),
    ...memory.all(),
    new CalculatorTool(),
    new CurrentTimeTool(clock),
    ...(engine ? [new WebSearchTool(engine)] : []),
    new ReadWebPageTool(door),
  ];
}

function searchEngine(
  { tavilyApiKey, tavilyApiUrl, searxngUrl }: WebConfig,
  trusted: TrustedFetch,
): WebSearch | undefined {
  if (tavilyApiKey) {
    return new TavilySearch(trusted.to(tavilyApiUrl), { apiUrl: tavilyApiUrl, apiKey: tavilyApiKey });
  }
  return searxngUrl ? new SearxngSearch(trusted.to(searxngUrl), searxngUrl) : undefined;
}
