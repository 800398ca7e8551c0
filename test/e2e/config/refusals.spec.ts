import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawnApp } from '../../support/app-process.js';
import { startApp } from '../../support/start-app.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rai-refusal-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the server refuses to start and names the variable', () => {
  it.each([
    ['RAI_API_PROT', { RAI_API_PROT: '1' }],
    ['RAI_API_PORT', { RAI_API_PORT: 'high' }],
    ['JWT_SECRET_KEY', { NODE_ENV: 'production' }],
    ['JWT_SECRET_KEY', { NODE_ENV: 'production', JWT_SECRET_KEY: 'short' }],
    ['JWT_SECRET_KEY', { NODE_ENV: 'production', JWT_SECRET_KEY: 'change-me-change-me-change-me-change-me' }],
    ['DATA_DIR', { DATA_DIR: '/proc/nowhere' }],
    ['LOG_FILE', { LOG_FILE: '/proc/nowhere/rai.log' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }],
    ['LLM_UPSTREAMS', { LLM_UPSTREAMS: '[{"name":"b"}]' }],
    ['LLM_ROUTES', { LLM_ROUTES: '{"fast":["small@b"]}' }],
    ['LLM_PROFILES', { LLM_PROFILES: '{"small":{"tools":"yes"}}' }],
    ['MCP_SERVERS', { MCP_SERVERS: '{"a":{}}' }],
    ['MCP_CONFIG', { MCP_CONFIG: '/nowhere/mcp.json' }],
    ['RAI_ROLE', { RAI_ROLE: 'worker' }],
    ['RAI_ROLE', { RAI_ROLE: 'leader' }],
  ])('%s %j', async (variable, env) => {
    const app = spawnApp({ DATA_DIR: folder, ...env }, folder);
    const code = await app.ended();
    expect(code).toBe(78);
    expect(app.output()).toContain(`${variable}: `);
    expect(app.output()).not.toContain('listens on');
  });

  it.each([
    ['RAI_API_HOST', { RAI_API_HOST: 'nowhere.invalid' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' }],
    ['DATABASE_URL', { DATABASE_URL: 'sqlite:/proc/nowhere/rai.sqlite' }],
  ])('%s %j cannot be used', async (variable, env) => {
    const app = spawnApp({ NODE_ENV: 'test', DATA_DIR: folder, LOG_FILE: 'off', RAI_API_PORT: '0', ...env }, folder);
    expect(await app.ended()).toBe(1);
    expect(app.output()).toMatch(new RegExp(`^RAI Chat could not start: .*${variable}`, 'm'));
  });

  it('a second server on the same data is told so', async () => {
    const first = await startApp();
    const second = spawnApp({ NODE_ENV: 'test', DATA_DIR: first.dataDir, LOG_FILE: 'off' }, folder);
    expect(await second.ended()).toBe(1);
    expect(second.output()).toMatch(/another server is running on .*DATA_DIR/);
    await first.stop();
  });
});

describe('what is written', () => {
  it('is for the owner’s eyes only', async () => {
    const app = await startApp({ env: { LOG_FILE: '' } });
    const mode = (name: string) => statSync(join(app.dataDir, name)).mode & 0o777;
    expect(mode('development-jwt-secret')).toBe(0o600);
    expect(mode('logs/rai.log')).toBe(0o600);
    expect(mode('logs')).toBe(0o700);
    await app.stop();
  });
});

describe('documentation in production', () => {
  const production = { NODE_ENV: 'production', JWT_SECRET_KEY: 'Zr8vK2qX9wLm4TnB7yHc1JdF6gPs3AeU5oRi0WtQ' };
  it.each([
    ['is off', {}, 404],
    ['is on where it was asked for', { SWAGGER_ENABLED: 'true' }, 200],
  ])('%s', async (_, env, status) => {
    const app = await startApp({ env: { ...production, ...env } });
    expect((await app.call('GET', '/openapi.json')).status).toBe(status);
    expect((await app.call('GET', '/docs')).status).toBe(status);
    await app.stop();
  });
});
