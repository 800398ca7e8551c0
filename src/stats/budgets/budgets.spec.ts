import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { openPostgres, openSqlite, type TestDatabase } from '../../../test/support/search-databases.js';
import { testDatabases } from '../../../test/support/test-databases.js';
import { CredentialState } from '../../auth/credentials/credential-state.js';
import type { UsageConfig } from '../../config/usage.config.js';
import { AccountLimits } from '../../http/limits/account-limits.js';
import { Budgets } from './budgets.js';

describe.each(testDatabases())('Budgets in a process that never saw a request of the account, on %s', (kind) => {
  let opened: TestDatabase;
  let userId: string;
  let limits: AccountLimits;
  let budgets: Budgets;
  beforeAll(async () => {
    opened = await (kind === 'sqlite' ? openSqlite() : openPostgres());
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    userId = await opened.newUser();
    limits = new AccountLimits();
    new CredentialState(opened.database, limits);
    budgets = new Budgets(opened.database, limits, { budgets: null } as unknown as UsageConfig, new ManualClock());
  });

  const limitTo = (own: object | null) =>
    opened.database.batch([
      { sql: 'UPDATE users SET limits = ? WHERE id = ?', params: [own && JSON.stringify(own), userId] },
    ]);

  it('have no room where the account has none', async () => {
    expect(await budgets.haveRoom(userId)).toBe(true);
    await limitTo({ tokens_per_day: 0 });
    expect(await budgets.haveRoom(userId)).toBe(false);
  });

  it('go by what the account has now, not by what it had when it last asked', async () => {
    limits.note(userId, { tokens_per_day: 0 });
    await limitTo({ tokens_per_day: 10 });
    expect(await budgets.haveRoom(userId)).toBe(true);
    await limitTo({ tokens_per_day: 0 });
    expect(await budgets.haveRoom(userId)).toBe(false);
    await limitTo(null);
    expect(await budgets.haveRoom(userId)).toBe(true);
  });
});
