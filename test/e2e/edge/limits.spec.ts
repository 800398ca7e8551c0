import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';

const TOKEN = 'metrics-token-for-tests';
let app: RunningApp;
beforeAll(async () => {
  app = await startApp({
    env: { RATE_LIMIT: 'on', RATE_LIMIT_PER_MINUTE: '12', METRICS_TOKEN: TOKEN, TRUST_PROXY: 'loopback' },
  });
});
afterAll(() => app.stop());

/** Each from an address of its own. */
let refusedKinds = 0;
const from = (ip: string) => ({ 'x-forwarded-for': ip });

describe('request limits', () => {
  it('are one account’s own, and say when to come back', async () => {
    const [busy, calm] = [await registerUser(app), await registerUser(app)];
    const statuses: number[] = [];
    for (let i = 0; i < 14; i++) statuses.push((await app.call('GET', '/api/auth/me', { token: busy.token })).status);
    expect(statuses).toEqual([...Array<number>(12).fill(200), 429, 429]);
    const refused = await app.call('GET', '/api/auth/me', { token: busy.token });
    expect(refused.body).toMatchObject({ code: 'rate_limited', retry_after: expect.any(Number) });
    expect(Number(refused.headers.get('retry-after'))).toBe(refused.body.retry_after);
    expect(refused.headers.get('ratelimit-limit')).toBe('12');
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    expect((await app.call('GET', '/api/auth/me', { token: calm.token })).status).toBe(200);
  });

  it('count by address where nobody is signed in', async () => {
    const login = (ip: string) =>
      app.call('POST', '/api/auth/login', { json: { username: 'nobody-here', password: 'x' }, headers: from(ip) });
    let last = await login('198.51.100.7');
    for (let i = 0; i < 12; i++) last = await login('198.51.100.7');
    expect(last.status).toBe(429);
    expect((await login('198.51.100.8')).body.code).not.toBe('rate_limited');
  });

  it('count an IPv6 customer, who has a whole /64, as one address', async () => {
    const login = (ip: string) => app.call('POST', '/api/auth/login', { json: {}, headers: from(ip) });
    const statuses: number[] = [];
    for (let i = 1; i <= 14; i++) statuses.push((await login(`2001:db8:1:2::${i}`)).status);
    expect(statuses.slice(12)).toEqual([429, 429]);
    expect((await login('2001:db8:1:3::1')).status).not.toBe(429);
  });

  it.each([
    ['none', undefined, '198.51.100.20'],
    ['a wrong token', 'wrong', '198.51.100.21'],
    ['a key nobody has', `rai_0123abcd_${'x'.repeat(43)}`, '198.51.100.22'],
  ])('count by address who is refused for their credentials: %s', async (_, token, ip) => {
    const user = await registerUser(app);
    const statuses: number[] = [];
    for (let i = 0; i < 14; i++) {
      statuses.push((await app.call('GET', '/api/auth/me', { token, headers: from(ip) })).status);
    }
    expect(statuses).toEqual([...Array<number>(12).fill(401), 429, 429]);
    const refused = await app.call('GET', '/api/auth/me', { token, headers: from(ip) });
    expect(refused.body).toMatchObject({ code: 'rate_limited', retry_after: expect.any(Number) });
    expect((await app.call('GET', '/api/auth/me', { token: user.token, headers: from(ip) })).status).toBe(200);
  });

  it('count by address whose large bodies are not read', async () => {
    const json = { title: 'x'.repeat(100_000) };
    const statuses: number[] = [];
    for (let i = 0; i < 14; i++) {
      const headers = from('198.51.100.23');
      statuses.push((await app.call('POST', '/api/session', { token: 'wrong', json, headers })).status);
    }
    expect(statuses).toEqual([...Array<number>(12).fill(401), 429, 429]);
  });

  it.each([
    ['of a type nobody reads', 415, 'text/plain', 'words'],
    ['that are no JSON', 400, 'application/json', '{"username"'],
    ['that are nested too deeply', 400, 'application/json', `${'['.repeat(100)}${']'.repeat(100)}`],
    ['that are too large', 413, 'application/json', JSON.stringify({ username: 'x'.repeat(100_000) })],
  ])('count by address whose bodies are refused before it is known who asks: %s', async (_, status, type, body) => {
    const ip = `198.51.100.${100 + refusedKinds++}`;
    const headers = { 'content-type': type, ...from(ip) };
    const statuses: number[] = [];
    let last = await app.call('POST', '/api/auth/login', { body, headers });
    for (let i = 0; i < 13; i++) {
      statuses.push(last.status);
      last = await app.call('POST', '/api/auth/login', { body, headers });
    }
    expect(statuses).toEqual([...Array<number>(12).fill(status), 429]);
    expect(last.body).toMatchObject({ code: 'rate_limited', retry_after: expect.any(Number) });
    const { body: metrics } = await app.call('GET', '/metrics', { token: TOKEN });
    expect(metrics).toMatch(new RegExp(`http_request_duration_seconds_count{[^}]*status="${status}"} [1-9]`));
  });

  it('count as their account’s who asks for what is not allowed to them', async () => {
    const [busy, calm] = [await registerUser(app), await registerUser(app)];
    const ask = (token: string) =>
      app.call('GET', '/api/admin/users', { token, headers: from('198.51.100.24') }).then(({ status }) => status);
    const statuses: number[] = [];
    for (let i = 0; i < 14; i++) statuses.push(await ask(busy.token));
    expect(statuses).toEqual([...Array<number>(12).fill(403), 429, 429]);
    expect((await app.call('GET', '/api/auth/me', { token: busy.token })).status).toBe(429);
    expect(await ask(calm.token)).toBe(403);
  });

  it.each([
    ['for what is not there', 404, 'GET', '/api/no-such-route'],
    ['in a way that is not there', 405, 'DELETE', '/api/auth/login'],
    ['for a path that cannot be read', 400, 'GET', '/api/session/%E0%A4%A'],
  ])('count by address who asks %s', async (_, status, method, path) => {
    const headers = from(`198.51.100.${100 + refusedKinds++}`);
    const statuses: number[] = [];
    for (let i = 0; i < 14; i++) statuses.push((await app.call(method, path, { headers })).status);
    expect(statuses).toEqual([...Array<number>(12).fill(status), 429, 429]);
    const refused = await app.call(method, path, { headers });
    expect(refused.body).toMatchObject({ code: 'rate_limited', retry_after: expect.any(Number) });
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
  });

  it('leave probes alone', async () => {
    for (let i = 0; i < 20; i++) {
      expect((await app.call('GET', '/health/live', { headers: from('198.51.100.9') })).status).toBe(200);
    }
  });
});

describe('metrics with a token', () => {
  it.each([
    ['none', undefined, 401],
    ['a wrong one', 'wrong', 401],
    ['the right one', TOKEN, 200],
  ])('%s', async (_, token, status) => {
    expect((await app.call('GET', '/metrics', { token })).status).toBe(status);
  });
});
