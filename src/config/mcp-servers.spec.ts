import { describe, expect, it } from '@jest/globals';
import { readMcpServers, withUserToken } from './mcp-servers.js';

const read = (servers: object) => readMcpServers(JSON.stringify(servers));

describe('what is said of MCP servers', () => {
  it('is read with defaults, wrapped or not', () => {
    const files = { command: 'npx', args: ['-y', 'files'] };
    const [server] = read({ files });
    expect(server).toMatchObject({ name: 'files', side_effects: 'asks', timeout_ms: 30_000, perUser: false, env: {} });
    expect(read({ mcpServers: { files } })).toEqual([server]);
    expect(read({})).toEqual([]);
  });

  it('knows which carry a credential of each user', () => {
    const servers = read({
      a: { url: 'https://a.example/mcp', headers: { authorization: 'Bearer {user.mcp.a.token}' } },
      b: { command: 'b', env: { TOKEN: '{user.mcp.b.token}' } },
      c: { command: 'c', env: { TOKEN: 'fixed' } },
    });
    expect(servers.map(({ perUser }) => perUser)).toEqual([true, true, false]);
    expect(withUserToken('Bearer {user.mcp.a.token}', '$& $1')).toBe('Bearer $& $1');
  });

  it.each([
    ['{', 'JSON'],
    ['[]', 'servers'],
    ['{"A B":{"command":"x"}}', 'names are'],
    ['{"a__b":{"command":"x"}}', 'names are'],
    ['{"a":{}}', 'either a command or a url'],
    ['{"a":{"command":"x","url":"http://x"}}', 'either a command or a url'],
    ['{"a":{"url":"file:///etc/passwd"}}', 'a.url'],
    ['{"a":{"command":"x","side_effects":"some"}}', 'a.side_effects'],
    ['{"a":{"command":"x","sideEffects":"none"}}', 'a: '],
    ['{"a":{"command":"x","timeout_ms":1}}', 'a.timeout_ms'],
    ['{"a":{"command":"x","env":{"T":"{user.mcp.b.token}"}}}', 'a: a credential of b'],
  ])('%s is refused', (text, problem) => {
    expect(() => readMcpServers(text)).toThrow(problem);
  });

  it('does not repeat secrets in what it says', () => {
    expect(() => read({ a: { command: 'x', env: { T: 7 }, headers: { h: 'hunter2' }, nope: 'hunter2' } })).toThrow(
      /^(?!.*hunter2)/,
    );
  });
});
