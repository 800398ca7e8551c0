/** Tells `/health/ready` how modules and servers of tools are. Told, not required: the server serves without them. */
import { basename } from 'node:path';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthRegistry } from '../http/health/health-registry.js';
import { ToolSources } from './tool-sources.js';
import type { ToolSourceView } from './tool-source.view.js';

@Injectable()
export class ToolSourcesHealth implements OnModuleInit {
  constructor(
    private readonly health: HealthRegistry,
    private readonly sources: ToolSources,
  ) {}

  onModuleInit(): void {
    const { sources } = this;
    if (sources.modules().length) this.register('tool_modules', () => sources.modules());
    if (sources.servers().length) this.register('mcp_servers', () => sources.servers());
  }

  private register(name: string, sources: () => ToolSourceView[]): void {
    this.health.register(name, () => summaryOf(sources()), { required: false });
  }
}

/** Who is not well, by name; reasons and paths are for administrators. */
function summaryOf(sources: readonly ToolSourceView[]) {
  const unwell = sources.filter(({ ok }) => !ok).map(({ name, path }) => name ?? basename(path ?? ''));
  const detail = unwell.length ? `not running: ${unwell.join(', ')}` : `${sources.length} running`;
  return { ok: unwell.length === 0, detail };
}
