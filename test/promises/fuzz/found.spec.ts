/** What the fuzz found, one request each, as it was when it was found. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { problemOf } from './judge.js';
import { Wire } from './wire.js';

describe('requests that once broke something', () => {
  let app: RunningApp;
  let admin: TestUser;
  let wire: Wire;
  beforeAll(async () => {
    app = await startApp();
    admin = await registerUser(app);
    wire = new Wire(app.url);
  });
  afterAll(async () => {
    wire.close();
    await app.stop();
  });

  it('PATCH /api/admin/config without a body changes nothing', async () => {
    const { status, body } = await app.call('PATCH', '/api/admin/config', { token: admin.token });
    expect([status, body.status]).toEqual([200, 'success']);
  });

  it.each([[[[]]], [[[{ name: 'inside' }]]]])('POST /api/chat/agents/import refuses %j', async (agents) => {
    const { status, body } = await app.call('POST', '/api/chat/agents/import', {
      token: admin.token,
      json: { agents },
    });
    expect([status, body.code]).toEqual([400, 'validation_failed']);
  });

  it('an address longer than the server takes is told so in the shape of every error', async () => {
    const answer = await wire.send({ method: 'GET', path: `/api/session?q=${'x'.repeat(30_000)}`, headers: {} });
    expect(problemOf('GET', answer)).toBeUndefined();
    expect(answer.status).toBe(431);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 'error', code: 'headers_too_large' });
  });

  it.each([
    ['nobody knows what it expects', 'Host: a\r\nExpect: miracles\r\n', '417 Expectation Failed', 'expectation_failed'],
    ['it is for no host', '', '400 Bad Request', 'bad_request'],
  ])('a request is told so too where %s', async (_, headers, line, code) => {
    const answer = await wire.raw(Buffer.from(`GET /health/live HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`));
    expect(answer).toContain(`HTTP/1.1 ${line}\r\n`);
    expect(answer).toMatch(/\r\nX-Request-Id: \S+\r\n/i);
    expect(answer).toContain(`"code":"${code}"`);
  });

  it('a request that expects to go on does', async () => {
    const head = 'GET /health/live HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n';
    expect(await wire.raw(Buffer.from(head))).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
    expect(await wire.raw(Buffer.from('GET /health/live HTTP/1.0\r\n\r\n'))).toContain(' 200 OK\r\n');
  });

  it('what is no HTTP is told so too', async () => {
    const answer = await wire.raw(Buffer.from('GET / NONSENSE\r\n\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toContain('"code":"bad_request"');
  });
});
