import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError, loadEnvironment } from './load-environment.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rai-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string) => writeFileSync(join(folder, name), text);

/** The problems a set of variables is refused with. */
function refusal(environment: Record<string, string>) {
  try {
    loadEnvironment(environment, folder);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('what is refused', () => {
  it.each([
    ['RAI_API_PRT', { RAI_API_PRT: '1' }, 'did you mean RAI_API_PORT'],
    ['RAI_ANYTHING', { RAI_ANYTHING: '1' }, 'remove it'],
    ['LLM_API_ULR', { LLM_API_ULR: 'http://localhost:1' }, 'did you mean LLM_API_URL'],
    ['LLM_API_URI', { LLM_API_URI: 'http://localhost:1' }, 'did you mean LLM_API_URL'],
    ['RAI_API_PORT', { RAI_API_PORT: 'abc' }, 'it is "abc"'],
    ['RAI_API_PORT', { RAI_API_PORT: '70000' }, 'it is "70000"'],
    ['RAI_API_PORT', { RAI_API_PORT: '-1' }, 'it is "-1"'],
    ['RAI_API_PORT', { RAI_API_PORT: '80.5' }, 'it is "80.5"'],
    ['JWT_ACCESS_TOKEN_EXPIRES', { JWT_ACCESS_TOKEN_EXPIRES: '0' }, 'it is "0"'],
    ['LLM_IDLE_TIMEOUT_MS', { LLM_IDLE_TIMEOUT_MS: '60s' }, 'it is "60s"'],
    ['LLM_CONNECT_TIMEOUT_MS', { LLM_CONNECT_TIMEOUT_MS: '9999999999' }, 'must be at most 2073600000 (24 days)'],
    ['SHUTDOWN_GRACE_MS', { SHUTDOWN_GRACE_MS: '9999999999' }, 'must be at most 2073600000 (24 days)'],
    ['BUDGET_COST_PER_DAY', { BUDGET_COST_PER_DAY: '1e15' }, 'must be at most 1000000000'],
    ['BODY_LIMIT_BYTES', { BODY_LIMIT_BYTES: 'NaN' }, 'it is "NaN"'],
    ['NODE_ENV', { NODE_ENV: 'prod' }, 'it is "prod"'],
    ['RATE_LIMIT', { RATE_LIMIT: 'maybe' }, 'it is "maybe"'],
    ['REGISTRATION', { REGISTRATION: 'friends' }, 'it is "friends"'],
    ['LLM_PROVIDER', { LLM_PROVIDER: 'ollama' }, 'it is "ollama"'],
    ['LLM_API_URL', { LLM_API_URL: 'localhost:6301' }, 'http:// or https://'],
    ['LLM_API_URL', { LLM_API_URL: 'ftp://host' }, 'http:// or https://'],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }, 'it is "loud"'],
  ])('%s (%j)', (variable, environment, mend) => {
    const error = refusal(environment);
    expect(error.problems.map((problem) => problem.variable)).toEqual([variable]);
    expect(error.message).toContain(`${variable}: `);
    expect(error.message).toContain(mend);
  });

  it.each([
    ['CORS_ORIGINS', 'https://a.test/'],
    ['CORS_ORIGINS', 'https://a.test,*'],
    ['TRUST_PROXY', '1'],
    ['TRUST_PROXY', 'loopback, 10.0.0.0/99'],
  ])('%s=%s, which would match nobody', (name, value) => {
    expect(() => loadEnvironment({ [name]: value }, folder)).toThrow(new RegExp(`${name}: must list`));
  });

  it('names every variable at fault at once', () => {
    const { problems } = refusal({ RAI_API_PORT: 'x', LOG_LEVEL: 'x', RAI_NO: '1' });
    expect(problems.map(({ variable }) => variable).sort()).toEqual(['LOG_LEVEL', 'RAI_API_PORT', 'RAI_NO']);
  });

  it('tells the file a wrong name came from, and checks names close to ours in files', () => {
    file('.env', 'DATABSE_URLL=sqlite:x\n');
    expect(refusal({}).message).toMatch(/DATABSE_URLL: .*from \.env.*did you mean DATABASE_URL/);
  });

  it('does not print a secret', () => {
    const { message } = refusal({ EMBEDDINGS_API_KEY: 'k-123456', METRICS_TOKEN: 't-123456', RAI_API_PORT: 'x' });
    expect(message).not.toMatch(/123456/);
  });
});

describe('what is accepted', () => {
  it('other programs’ variables', () => {
    expect(() => loadEnvironment({ PATH: '/bin', npm_config_x: '1', LANG: 'C', LS_COLORS: 'x' }, folder)).not.toThrow();
  });

  it('nothing at all', () => {
    const { values, layers } = loadEnvironment({}, folder);
    expect(values.RAI_API_PORT).toBe(6102);
    expect(layers.RAI_API_PORT).toBe('default');
  });

  it('an empty value as no value', () => {
    expect(loadEnvironment({ RAI_API_PORT: '', LLM_API_URL: '' }, folder).values.RAI_API_PORT).toBe(6102);
  });

  it('lists and switches', () => {
    const { values } = loadEnvironment({ CORS_ORIGINS: 'https://a.test, https://b.test', RATE_LIMIT: 'off' }, folder);
    expect(values.CORS_ORIGINS).toEqual(['https://a.test', 'https://b.test']);
    expect(values.RATE_LIMIT).toBe(false);
  });
});

describe('layers', () => {
  it('.env < .env.<NODE_ENV> < .env.local < environment', () => {
    file('.env', 'NODE_ENV=test\nRAI_API_PORT=1\nLLM_MODEL=a\nLLM_API_KEY=a\nLOG_LEVEL=warn\n');
    file('.env.test', 'RAI_API_PORT=2\nLLM_MODEL=b\nLLM_API_KEY=b\n');
    file('.env.production', 'RAI_API_PORT=9\n');
    file('.env.local', 'RAI_API_PORT=3\nLLM_MODEL=c\n');
    const { values, layers } = loadEnvironment({ RAI_API_PORT: '4' }, folder);
    expect(values).toMatchObject({ RAI_API_PORT: 4, LLM_MODEL: 'c', LLM_API_KEY: 'b', LOG_LEVEL: 'warn' });
    expect(layers).toMatchObject({
      RAI_API_PORT: 'environment',
      LLM_MODEL: '.env.local',
      LLM_API_KEY: '.env.test',
      LOG_LEVEL: '.env',
    });
  });
});
