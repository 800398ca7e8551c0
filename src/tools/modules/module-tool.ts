/** A tool of a plug-in module, like any other tool. */
import { z } from 'zod';
import type { Tool, ToolContext, ToolResult } from '../tool.js';
import type { ToolOrigin } from '../tool-origin.js';
import { NAMESPACE_MARK } from '../tool-source.js';
import type { ManifestTool, ModuleManifest } from './module-manifest.js';
import type { ModuleResult } from './module-messages.js';
import type { ToolModule } from './tool-module.js';

/** The module checks its own; here they need to be an object. */
const anyObject = z.record(z.string(), z.unknown());

export class ModuleTool implements Tool<Record<string, unknown>> {
  readonly name: string;
  readonly description: string;
  readonly parameters = anyObject;
  readonly jsonSchema: Record<string, unknown>;
  readonly sideEffects: ManifestTool['sideEffects'];
  readonly untrusted = true;
  readonly timeoutMs?: number;

  constructor(
    private readonly module: ToolModule,
    private readonly manifest: ModuleManifest,
    private readonly own: ManifestTool,
  ) {
    this.name = `${manifest.name}${NAMESPACE_MARK}${own.name}`;
    this.description = own.description;
    this.jsonSchema = own.parameters;
    this.sideEffects = own.sideEffects;
    this.timeoutMs = own.timeoutMs;
  }

  get origin(): ToolOrigin {
    const { name: from, version } = this.manifest;
    const about = { source: 'module', from, version } as const;
    if (this.module.isRunning) return { ...about, health: 'ok' };
    return { ...about, health: 'unavailable', detail: this.module.problem };
  }

  async run(args: Record<string, unknown>, { userId, cite }: ToolContext, signal: AbortSignal): Promise<ToolResult> {
    const result = await this.module.run({ tool: this.own.name, args, context: { userId } }, signal);
    return withSources(result, cite);
  }
}

/** Sources are numbered first: what is cut of a long result must not be what it is cited by. */
function withSources({ summary, content, sources }: ModuleResult, cite: ToolContext['cite']): ToolResult {
  const lines = sources.map((source) => `[${cite(source)}] ${source.title}${source.url ? ` (${source.url})` : ''}`);
  return { summary, content: lines.length ? `Sources:\n${lines.join('\n')}\n\n${content}` : content };
}
