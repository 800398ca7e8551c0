/** MCP servers for tests: real ones from npm, and the scripted one, as processes and as configuration. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';

export const EVERYTHING = resolve('node_modules/@modelcontextprotocol/server-everything/dist/index.js');
export const SCRIPTED = resolve('test/support/scripted-mcp-server.mjs');

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A server that listens. */
export class McpProcess {
  private constructor(private readonly child: ChildProcess) {}

  static async start(args: string[], port: number): Promise<McpProcess> {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, args, { env: { PATH, PORT: `${port}` }, stdio: 'ignore' });
    for (let waited = 0; waited < 20_000; waited += 50) {
      if (await answers(port)) return new McpProcess(child);
      await new Promise((resume) => setTimeout(resume, 50));
    }
    child.kill('SIGKILL');
    throw new Error(`${args.join(' ')} never listened`);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/nowhere`);
    return true;
  } catch {
    return false;
  }
}
