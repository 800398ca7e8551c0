import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { describeOnPostgres } from '../../support/on-postgres.js';
import { registerUser, type TestUser } from '../../support/register-user.js';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { type FreshDatabase, freshPostgres } from '../../support/test-databases.js';

/** Two connections write, two read. */
const POOL = 4;
const AT_ONCE = 12;

describeOnPostgres('a server all of whose connections are busy', () => {
  let fresh: FreshDatabase;
  let app: RunningApp;
  let user: TestUser;
  let holder: pg.Client;
  beforeAll(async () => {
    fresh = await freshPostgres();
    const limits = { DATABASE_CONNECT_TIMEOUT_MS: '400', DATABASE_LOCK_TIMEOUT_MS: '1500' };
    app = await startApp({ env: { DATABASE_URL: fresh.url, DATABASE_POOL_SIZE: String(POOL), ...limits } });
    user = await registerUser(app);
    holder = new pg.Client(fresh.url);
    await holder.connect();
  });
  afterAll(async () => {
    await holder.end();
    await app.stop();
    await fresh.drop();
  });

  const atOnce = (method: string, options: object = {}) =>
    Promise.all(
      Array.from({ length: AT_ONCE }, () => app.call(method, '/api/session', { token: user.token, ...options })),
    );

  it.each([
    ['reads', 'GET', undefined],
    ['writes', 'POST', { title: 'one more' }],
  ])('says that it is busy and when to come back, for %s, and recovers by itself', async (_, method, json) => {
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE sessions IN ACCESS EXCLUSIVE MODE');
    for (const { status, body, headers } of await atOnce(method, { json })) {
      expect([status, body.code]).toEqual([503, 'overloaded']);
      expect(headers.get('retry-after')).toBe(String(body.retry_after));
    }
    await holder.query('ROLLBACK');
    const { status } = await app.call(method, '/api/session', { token: user.token, json });
    expect(status).toBeLessThan(300);
  });
});
