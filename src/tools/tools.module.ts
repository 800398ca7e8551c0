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
import { SettingsModule } from '../settings/settings.module.js';
import { CalculatorTool } from './calculator/calculator.tool.js';
import { ReadDocumentTool } from './documents/read-document.tool.js';
import { SearchDocumentsTool } from './documents/search-documents.tool.js';
import { MemoryTools } from './memory/memory-tools.js';
import { McpAccounts } from './mcp/mcp-accounts.js';
import { McpAdminController } from './mcp/mcp-admin.controller.js';
import { McpConnections } from './mcp/mcp-connections.js';
import { McpCredentials } from './mcp/mcp-credentials.js';
import { McpPins } from './mcp/mcp-pins.js';
import { McpTools } from './mcp/mcp-tools.js';
import { McpController } from './mcp/mcp.controller.js';
import { ToolModules } from './modules/tool-modules.js';
import { CurrentTimeTool } from './time/current-time.tool.js';
import type { Tool } from './tool.js';
import type { ToolSource } from './tool-source.js';
import { ToolSources } from './tool-sources.js';
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
  imports: [MemoryModule, RagModule, SettingsModule],
  controllers: [ToolsController, ToolSourcesController, McpController, McpAdminController],
  providers: [
    MemoryTools,
    {
      provide: ToolRegistry,
      inject: [BUILT_IN_TOOLS, ToolModules, McpTools],
      useFactory: (builtIn: Tool[], ...sources: ToolSource[]) => new ToolRegistry(builtIn, sources),
    },
    {
      provide: BUILT_IN_TOOLS,
      inject: [Clock, Retriever, DocumentReading, MemoryTools, WebConfig, SafeFetch, TrustedFetch],
      useFactory: builtInTools,
    },
    ToolModules,
    McpAccounts,
    McpConnections,
    McpCredentials,
    McpPins,
    McpTools,
    ToolSources,
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
