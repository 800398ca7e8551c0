import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DatabaseConfig } from '../../../src/config/database.config.js';
import { newId } from '../../../src/common/ids.js';
import { type OpenedDatabase, openDatabase } from '../../../src/platform/database/open-database.js';
import { UnexpectedChanges } from '../../../src/platform/database/statement.js';
import { LEADER_LEASE_MS, Lease } from '../../../src/platform/leader/lease.js';
import { SCHEMA } from '../../../src/schema.js';
import { ManualClock } from '../../support/manual-clock.js';
import { type FreshDatabase, freshPostgres, testDatabases } from '../../support/test-databases.js';

describe.each(testDatabases())('the lease of the leader on %s', (kind) => {
  let fresh: FreshDatabase | undefined;
  let opened: OpenedDatabase;
  beforeAll(async () => {
    fresh = kind === 'postgres' ? await freshPostgres() : undefined;
    const place = fresh ? { dialect: 'postgres', postgresUrl: fresh.url } : { dialect: 'sqlite' };
    opened = await openDatabase({ poolSize: 8, ...place } as DatabaseConfig, SCHEMA);
  });
  afterAll(async () => {
    await opened.close();
    await fresh?.drop();
  });

  const leases = (clock: ManualClock, name: string) =>
    Array.from({ length: 5 }, () => new Lease(opened.database, clock, name, newId()));
  const note = (key: string) => ({
    sql: "INSERT INTO instance_facts (key, value, created_at) VALUES (?, '1', '')",
    params: [key],
  });

  it('has one holder, however many ask at once', async () => {
    const terms = await Promise.all(leases(new ManualClock(), 'one').map((lease) => lease.take()));
    expect(terms.filter((term) => term !== undefined)).toEqual([1]);
  });

  it('passes on when it runs out, or at once when it is given up', async () => {
    const clock = new ManualClock();
    const [first, second, third] = leases(clock, 'passing');
    expect(await first!.take()).toBe(1);
    await clock.advance(LEADER_LEASE_MS - 1);
    expect(await second!.take()).toBeUndefined();
    expect(await first!.renew(1)).toBe(true);
    await clock.advance(LEADER_LEASE_MS + 1);
    expect(await second!.take()).toBe(2);
    expect(await first!.renew(1)).toBe(false);
    await second!.giveUp(2);
    expect(await third!.take()).toBe(3);
    await second!.giveUp(2);
    expect(await third!.renew(3)).toBe(true);
  });

  it('passes on when the clock was set back while its holder was dead', async () => {
    const [dead] = leases(new ManualClock(Date.parse('2026-06-01T02:00:00.000Z')), 'set-back');
    expect(await dead!.take()).toBe(1);
    const [soon] = leases(new ManualClock(Date.parse('2026-06-01T01:59:59.000Z')), 'set-back');
    expect(await soon!.take()).toBeUndefined();
    const [next] = leases(new ManualClock(Date.parse('2026-06-01T01:00:00.000Z')), 'set-back');
    expect(await next!.take()).toBe(2);
    expect(await dead!.renew(1)).toBe(false);
  });

  it('keeps a holder that slept through it from writing', async () => {
    const clock = new ManualClock();
    const [first, second] = leases(clock, 'fenced');
    const term = (await first!.take())!;
    await opened.database.batch([note('awake'), first!.fence(term)]);
    await clock.advance(LEADER_LEASE_MS + 1);
    await second!.take();
    const late = opened.database.batch([note('asleep'), first!.fence(term)]);
    await expect(late).rejects.toThrow(UnexpectedChanges);
    const rows = await opened.database.rows("SELECT key FROM instance_facts WHERE key IN ('awake', 'asleep')");
    expect(rows).toEqual([{ key: 'awake' }]);
  });
});
