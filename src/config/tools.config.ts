import { readFileSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { type McpServer, readMcpServers } from './mcp-servers.js';
import type { Environment } from './variables.js';

type Given = Pick<Environment, 'TOOL_MODULES' | 'MCP_SERVERS' | 'MCP_CONFIG'>;

/** Where tools come from that are not built in. */
export class ToolsConfig {
  /** Absolute paths of folders, and names of packages. */
  readonly modules: readonly string[];
  /** The folder packages are installed for. */
  readonly home = resolve('.');
  readonly servers: readonly McpServer[];

  constructor(env: Given) {
    this.modules = [...new Set(env.TOOL_MODULES.map((entry) => (isPath(entry) ? resolve(entry) : entry)))];
    this.servers = serversOf(env);
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

const isPath = (entry: string): boolean => entry.startsWith('.') || isAbsolute(entry);
