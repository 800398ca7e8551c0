import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { type McpServer, readMcpServers } from './mcp-servers.js';
import type { Environment } from './variables.js';

type Given = Pick<Environment, 'TOOL_MODULES' | 'MCP_SERVERS' | 'MCP_CONFIG' | 'RAI_ROLE'>;

/** Where tools come from that are not built in. */
export class ToolsConfig {
  /** Absolute paths of folders, and names of packages. */
  readonly modules: readonly string[];
  /** The folder packages are installed for. */
  readonly home = resolve('.');
  readonly servers: readonly McpServer[];

  constructor(env: Given) {
    // A worker runs no turns: it starts nothing it would never call.
    const isCalled = env.RAI_ROLE !== 'worker';
    this.modules = isCalled ? [...new Set(env.TOOL_MODULES.map(toSource))] : [];
    this.servers = isCalled ? serversOf(env) : [];
  }

  /** What is wrong with what is said of MCP servers, and in which variable; undefined: nothing. */
  static problem(env: Given): { variable: string; problem: string } | undefined {
    const variable = env.MCP_CONFIG ? 'MCP_CONFIG' : 'MCP_SERVERS';
    if (env.MCP_CONFIG && env.MCP_SERVERS) return { variable, problem: 'cannot be given beside MCP_SERVERS' };
    try {
      serversOf(env);
      return undefined;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { variable, problem: code ? `cannot be read (${code})` : message };
    }
  }
}

function serversOf({ MCP_SERVERS: inline, MCP_CONFIG: path }: Given): McpServer[] {
  const text = path ? readFileSync(resolve(path), 'utf8') : inline;
  return text === '' ? [] : readMcpServers(text);
}

/** An absolute path, or the name of a package. */
const toSource = (entry: string): string => (entry.startsWith('.') || isAbsolute(entry) ? resolve(entry) : entry);
