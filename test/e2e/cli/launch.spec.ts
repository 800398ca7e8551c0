import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../support/wait-until.js';

/** A model server that is there at once; it says in a file which process it is. */
const ENGINE = `
import { appendFileSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
const { ENGINE_PORT, ENGINE_KEY, ENGINE_DEAF, ENGINE_PIDS } = process.env;
if (ENGINE_DEAF) process.on('SIGTERM', () => {});
const server = createServer((request, response) => {
  if (request.url === '/die') process.exit(3);
  if (ENGINE_KEY && request.headers.authorization !== 'Bearer ' + ENGINE_KEY) return response.writeHead(401).end();
  response.setHeader('content-type', 'application/json').end('{"data":[{"id":"tiny"}]}');
});
server.listen(Number(ENGINE_PORT), '127.0.0.1', () => appendFileSync(ENGINE_PIDS, process.pid + '\\n'));
`;

describe('rai launch', () => {
  let folder: string;
  let port: number;
  let child: ChildProcess | undefined;
  let text = '';
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rai-launch-'));
    writeFileSync(join(folder, 'engine.mjs'), ENGINE);
    port = await freePort();
  });
  afterEach(() => {
    for (const pid of [...enginePids(), ...(child?.pid ? [-child.pid] : [])])
      if (isThere(pid)) process.kill(pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const enginePids = () => {
    const path = join(folder, 'pids');
    return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').map(Number) : [];
  };
  /** As a shell starts it: the leader of what Ctrl-C is sent to. */
  const launch = (env: Record<string, string> = {}, command = 'exec node engine.mjs') => {
    const { PATH = '', HOME = '' } = process.env;
    const settings = {
      DATA_DIR: join(folder, 'data'),
      LOG_FILE: 'off',
      RAI_API_PORT: '0',
      LLM_API_URL: `http://127.0.0.1:${port}`,
      LLM_ENGINE_COMMAND: command,
      ENGINE_PORT: `${port}`,
      ENGINE_PIDS: join(folder, 'pids'),
    };
    child = spawn(process.execPath, [resolve('dist/src/cli/main.js'), 'launch'], {
      cwd: folder,
      detached: true,
      env: { PATH, HOME, ...settings, ...env },
    });
    text = '';
    for (const output of [child.stdout!, child.stderr!])
      output.on('data', (bytes: Buffer) => (text += bytes.toString()));
    return child;
  };
  const listens = async () => {
    const url = () => Promise.resolve(/listens on (\S+)/.exec(text)?.[1]);
    return waitUntil('the API listens', 20_000, url);
  };
  const ended = async () =>
    child!.exitCode === null ? ((await once(child!, 'exit')) as [number])[0] : child!.exitCode;

  it('waits for an engine that answers nobody without its key', async () => {
    launch({ ENGINE_KEY: 'the key', LLM_API_KEY: 'the key' });
    const url = await listens();
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    child!.kill('SIGTERM');
    expect([await ended(), enginePids().filter(isThere)]).toEqual([0, []]);
  });

  it.each(['SIGINT', 'SIGHUP'] as const)(
    'ends both in order when the terminal sends %s to all of them',
    async (signal) => {
      launch();
      const url = await listens();
      process.kill(-child!.pid!, signal);
      expect([await ended(), enginePids().filter(isThere)]).toEqual([0, []]);
      await expect(fetch(url)).rejects.toThrow('fetch failed');
    },
  );

  it('starts an engine again that died', async () => {
    launch();
    await listens();
    await fetch(`http://127.0.0.1:${port}/die`).catch(() => undefined);
    await waitUntil('another engine', 10_000, () => Promise.resolve(enginePids()[1]));
    expect(text).toContain('The engine ended with code 3; starting it again in 1 s.');
    child!.kill('SIGTERM');
    expect([await ended(), enginePids().filter(isThere)]).toEqual([0, []]);
  });

  it('leaves no engine behind whose shell has gone before it', async () => {
    launch({ ENGINE_DEAF: 'yes' }, 'cd . && node engine.mjs; true');
    await listens();
    child!.kill('SIGTERM');
    expect([await ended(), enginePids().filter(isThere)]).toEqual([0, []]);
  });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}

/** What has ended and whose end nobody has asked for yet is gone, too. */
function isThere(pid: number): boolean {
  const path = `/proc/${Math.abs(pid)}/stat`;
  return existsSync(path) && !/^\d+ \(.*\) Z/.test(readFileSync(path, 'utf8'));
}
