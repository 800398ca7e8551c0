/** The plug-in modules of TOOL_MODULES as a source of tools: the same for every user. */
import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { withDeadline } from '../../common/deadline.js';
import { ToolsConfig } from '../../config/tools.config.js';
import type { Tool } from '../tool.js';
import type { ToolSource } from '../tool-source.js';
import type { ModuleManifest } from './module-manifest.js';
import { ModuleTool } from './module-tool.js';
import { ToolModule } from './tool-module.js';

/** A module that takes longer is there when it is there; the server does not wait for it. */
const START_WAIT_MS = 5000;

@Injectable()
export class ToolModules implements ToolSource, OnModuleInit, OnApplicationShutdown {
  private readonly logger = new Logger(ToolModules.name);
  private readonly tools = new WeakMap<ModuleManifest, ModuleTool[]>();
  readonly modules: readonly ToolModule[];

  constructor(config: ToolsConfig, clock: Clock) {
    const log = (text: string) => this.logger.warn(text);
    const servers = config.servers.map(({ name }) => name);
    const claim = (module: ToolModule, name: string) => this.claim(module, name, servers);
    this.modules = config.modules.map((source) => new ToolModule(source, config.home, { clock, log, claim }));
  }

  async onModuleInit(): Promise<void> {
    await withDeadline(START_WAIT_MS, undefined, () => Promise.all(this.modules.map((module) => module.start())));
  }

  onApplicationShutdown(): void {
    for (const module of this.modules) module.end();
  }

  list(): Promise<Tool[]> {
    return Promise.resolve(this.modules.flatMap((module) => this.toolsOf(module) as Tool[]));
  }

  async find(name: string): Promise<Tool | undefined> {
    return (await this.list()).find((tool) => tool.name === name);
  }

  private toolsOf(module: ToolModule): ModuleTool[] {
    const { manifest } = module;
    if (!manifest) return [];
    let tools = this.tools.get(manifest);
    if (!tools) {
      tools = manifest.tools.map((own) => new ModuleTool(module, manifest, own));
      this.tools.set(manifest, tools);
    }
    return tools;
  }

  /** Names belong to whoever is listed first, servers before modules, whoever is loaded first. */
  private claim(module: ToolModule, name: string, serverNames: readonly string[]): string | undefined {
    const taken = `the name ${name} is taken by another`;
    if (serverNames.includes(name)) return taken;
    const place = this.modules.indexOf(module);
    const others = this.modules.filter((other) => other !== module && other.manifest?.name === name);
    if (others.some((other) => this.modules.indexOf(other) < place)) return taken;
    for (const other of others) other.lose(taken);
    return undefined;
  }
}
