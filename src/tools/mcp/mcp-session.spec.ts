import { describe, expect, it } from '@jest/globals';
import type { McpServer } from '../../config/mcp-servers.js';
import type { TrustedFetch } from '../../platform/outbound/trusted-fetch.js';
import { McpSession } from './mcp-session.js';

/** Answers the first message, then says one thing as fast as it is taken. */
const BABBLER = `
  const [line] = process.argv.slice(1);
  const answer = { jsonrpc: '2.0', id: 0, result: { protocolVersion: '2025-06-18', capabilities: {}, serverInfo: { name: 'b', version: '1' } } };
  const babble = () => { while (process.stdout.write((line + '\\n').repeat(500))); process.stdout.once('drain', babble); };
  process.on('SIGTERM', () => undefined);
  process.stdin.once('data', () => { process.stdout.write(JSON.stringify(answer) + '\\n'); setTimeout(babble, 200); });
`;
const NOTE = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'x' } });

describe('a session with an MCP server', () => {
  it.each([
    ['notifications nobody asked for', NOTE],
    ['lines that are no messages', 'listening on port 3000'],
  ])(
    'ends where it floods %s',
    async (_what, line) => {
      const server = { command: process.execPath, args: ['-e', BABBLER, line], env: {} } as unknown as McpServer;
      let closed = (_problem: string) => {};
      const over = new Promise<string>((resolve) => (closed = resolve));
      const doors = { trusted: {} as TrustedFetch, onToolsChanged: () => undefined, onClosed: closed };
      const session = await McpSession.open(server, doors, AbortSignal.timeout(10_000));
      try {
        const late = new Promise((resolve) => setTimeout(resolve, 1900, 'late'));
        expect(await Promise.race([over, late])).toBe('it sends more than can be read');
      } finally {
        await session.close();
      }
    },
    20_000,
  );
});
