import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type RunningApp, startApp } from '../../support/start-app.js';
import { testDatabases } from '../../support/test-databases.js';

describe.each(testDatabases())('starting on %s', (database) => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp({ database });
  });
  afterAll(() => app.stop());

  it('is ready, survives a kill and ends with 0', async () => {
    await app.kill();
    await app.restart();
    expect((await app.call('GET', '/health/ready')).body).toMatchObject({ status: 'success' });
    expect(await app.terminate()).toBe(0);
  });
});
