import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadConfiguration } from './configuration.js';
import { loadEnvironment } from './load-environment.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rai-config-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const load = (environment: Record<string, string>) =>
  loadConfiguration(loadEnvironment({ DATA_DIR: join(folder, 'data'), ...environment }, folder).values);
const GOOD = 'Zr8vK2qX9wLm4TnB7yHc1JdF6gPs3AeU5oRi0WtQ';

describe('production secrets', () => {
  it.each([
    ['missing', {}, 'is required in production'],
    ['short', { JWT_SECRET_KEY: 'Zr8vK2qX9wLm4TnB7yHc' }, 'shorter than 32 bytes'],
    ['an example', { JWT_SECRET_KEY: 'please-change-me-please-change-me-please' }, 'looks like an example'],
    ['the same letter', { JWT_SECRET_KEY: 'a'.repeat(40) }, 'looks like an example'],
    ['a known phrase', { JWT_SECRET_KEY: 'your-secret-key-here-your-secret-key-here' }, 'looks like an example'],
  ])('%s: refused, naming the variable and the mend', (_, environment, problem) => {
    const start = () => load({ NODE_ENV: 'production', ...environment });
    expect(start).toThrow(/JWT_SECRET_KEY: /);
    expect(start).toThrow(problem);
    expect(start).toThrow(/openssl rand/);
  });

  it('a good one is taken and nothing is generated', () => {
    expect(load({ NODE_ENV: 'production', JWT_SECRET_KEY: GOOD }).auth.jwtSecret).toBe(GOOD);
    expect(() => statSync(join(folder, 'data', 'development-jwt-secret'))).toThrow('ENOENT');
  });

  it('the message does not hold the secret', () => {
    expect(() => load({ NODE_ENV: 'production', JWT_SECRET_KEY: 'short-9481' })).not.toThrow(/short-9481/);
  });
});

describe('development secrets', () => {
  it('are made once, for the owner’s eyes only', () => {
    const first = load({}).auth.jwtSecret;
    const file = join(folder, 'data', 'development-jwt-secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toBe(first);
    expect(Buffer.byteLength(first)).toBeGreaterThanOrEqual(32);
    expect(load({}).auth.jwtSecret).toBe(first);
  });

  it('a short one is refused outside production too', () => {
    expect(() => load({ JWT_SECRET_KEY: 'short' })).toThrow(/JWT_SECRET_KEY: is shorter/);
  });
});

describe('places', () => {
  it('a data folder that cannot be made names DATA_DIR', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => load({ DATA_DIR: join(folder, 'file', 'data') })).toThrow(/DATA_DIR: cannot be written \(ENOTDIR\)/);
  });

  it('a place that takes no folders is refused, not waited for', () => {
    expect(() => load({ DATA_DIR: '/proc/nowhere' })).toThrow(/DATA_DIR: cannot be written/);
  });

  it.each(['mysql://x/y', 'rai.sqlite', 'sqlite:', 'postgres://:x:y:z'])('DATABASE_URL=%s is refused', (url) => {
    expect(() => load({ DATABASE_URL: url })).toThrow(/DATABASE_URL: /);
  });

  it('SQLite lies in the data folder unless told otherwise', () => {
    expect(load({}).database.sqlitePath).toBe(join(folder, 'data', 'rai.sqlite'));
    expect(load({ DATABASE_URL: 'sqlite::memory:' }).database.sqlitePath).toBeUndefined();
    expect(load({ DATABASE_URL: 'postgres://a@b/c' }).database).toMatchObject({ dialect: 'postgres' });
  });
});
