import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

const MAX = 3;

describe.each(testDatabases())('limiting failed sign-ins on %s', (database) => {
  let app: RunningApp;
  let user: TestUser;
  beforeAll(async () => {
    // The peer is what the proxy says; RATE_LIMIT is off, this limit stays.
    app = await startApp({ database, env: { LOGIN_MAX_FAILURES: String(MAX), TRUST_PROXY: 'loopback' } });
  });
  afterAll(() => app.stop());

  const login = (username: string, password: string, peer: string) =>
    app.call('POST', '/api/auth/login', { json: { username, password }, headers: { 'x-forwarded-for': peer } });
  const statuses = async (times: number, username: string, peer: string) => {
    const seen = [];
    for (let i = 0; i < times; i++) seen.push((await login(username, `guess-${i}`, peer)).status);
    return seen;
  };

  it('answers 429 with when to come back, alike for names that exist and that do not', async () => {
    user = await registerUser(app);
    for (const name of [user.username, user.username.toUpperCase() + 'x', 'x']) {
      const peer = `192.0.2.${name.length}`;
      expect(await statuses(MAX, name, peer)).toEqual([401, 401, 401]);
      const { status, body, headers } = await login(name, 'guess', peer);
      expect([status, body.code]).toEqual([429, 'login_throttled']);
      expect(body.retry_after).toBeGreaterThan(890);
      expect(headers.get('retry-after')).toBe(String(body.retry_after));
    }
    expect((await login(user.username.toUpperCase(), 'guess', '192.0.2.99')).status).toBe(429);
  });

  it('counts guesses sent at once', async () => {
    const { username } = await registerUser(app);
    const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => login(username, `g-${i}`, '192.0.2.100')));
    const guessed = answers.filter(({ status }) => status === 401).length;
    // Servers that are asked in the same moment each let through what is left.
    expect(guessed).toBeGreaterThanOrEqual(MAX);
    expect(guessed).toBeLessThanOrEqual(MAX * app.urls.length);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(30 - guessed);
  });

  it('tells a stranger nothing by the right password, and lets the owner in from a known place', async () => {
    user = await registerUser(app);
    expect((await login(user.username, user.password, '198.51.100.1')).status).toBe(200);
    expect(await statuses(10, user.username, '203.0.113.9')).toContain(429);
    expect((await login(user.username, user.password, '203.0.113.9')).status).toBe(429);
    expect((await login(user.username, user.password, '203.0.113.10')).status).toBe(429);
    expect((await login(user.username, user.password, '198.51.100.1')).status).toBe(200);
  });

  it('remembers known places over a restart', async () => {
    await app.restart();
    // One process forgets the count with everything else it held; Redis keeps it.
    const isKept = app.urls.length > 1;
    const counted = isKept ? [429, 429, 429, 429] : [401, 401, 401, 429];
    expect(await statuses(MAX + 1, user.username, '203.0.113.9')).toEqual(counted);
    expect((await login(user.username, user.password, '203.0.113.9')).status).toBe(429);
    expect((await login(user.username, user.password, '198.51.100.1')).status).toBe(200);
  });

  it('limits a peer that tries many accounts', async () => {
    const attacker = '203.0.113.77';
    const answers = await Promise.all(Array.from({ length: MAX * 10 }, (_, i) => login(`victim-${i}`, 'x', attacker)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect((await login('victim-new', 'x', attacker)).status).toBe(429);
    expect((await login('victim-new', 'x', '203.0.113.78')).status).toBe(401);
  });
});
