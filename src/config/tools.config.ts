import { isAbsolute, resolve } from 'node:path';
import type { Environment } from './variables.js';

/** Where tools come from that are not built in. */
export class ToolsConfig {
  /** Absolute paths of folders, and names of packages. */
  readonly modules: readonly string[];
  /** The folder packages are installed for. */
  readonly home = resolve('.');
  /** Names of the MCP servers. */
  readonly serverNames: readonly string[] = [];

  constructor(env: Pick<Environment, 'TOOL_MODULES'>) {
    this.modules = [...new Set(env.TOOL_MODULES.map((entry) => (isPath(entry) ? resolve(entry) : entry)))];
  }
}

const isPath = (entry: string): boolean => entry.startsWith('.') || isAbsolute(entry);
