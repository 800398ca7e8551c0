/** Tells `/health/ready` how modules and servers of tools are. Told, not required: the server serves without them. */
import { basename } from 'node:path';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthRegistry } from '../http/health/health-registry.js';
import { ToolModules } from './modules/tool-modules.js';
import { toModuleSourceView, type ToolSourceView } from './tool-source.view.js';

@Injectable()
export class ToolSourcesHealth implements OnModuleInit {
  constructor(
    private readonly health: HealthRegistry,
    private readonly modules: ToolModules,
  ) {}

  onModuleInit(): void {
    const { modules } = this.modules;
    if (modules.length) this.register('tool_modules', () => modules.map(toModuleSourceView));
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
