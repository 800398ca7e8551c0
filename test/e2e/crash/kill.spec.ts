import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabases } from '../../support/test-databases.js';
import { CrashLane } from './crash-lane.js';

/** Two hundred kills. On PostgreSQL each is one of two servers at once. */
const CI_ROUNDS = { sqlite: 160, postgres: 40 };
const FEW_ROUNDS = { sqlite: 4, postgres: 4 };
const LONG_ROUNDS = 3000;
/**
 * Apps of their own, with a ledger each: one starts while another writes and a third is looked at. On PostgreSQL each is two
 * servers, and all suites share the connections of one database server.
 */
const LANES = { sqlite: 3, postgres: 2 };
const ROUND_MS = 60_000;
/** A start after a crash, with all that it repairs. */
const READY_MS = 5000;

/** CRASH_ROUNDS=<number> on each database; TEST_LONG=1: thousands. */
function roundsOn(database: 'sqlite' | 'postgres'): number {
  if (process.env.CRASH_ROUNDS) return Number(process.env.CRASH_ROUNDS);
  if (process.env.TEST_LONG === '1') return LONG_ROUNDS;
  return (process.env.CI ? CI_ROUNDS : FEW_ROUNDS)[database];
}

describe.each(testDatabases())('kill -9 under concurrent writers on %s', (database) => {
  const rounds = roundsOn(database);
  let lanes: CrashLane[];
  beforeAll(async () => {
    lanes = await Promise.all(Array.from({ length: LANES[database] }, () => CrashLane.start(database)));
  });
  afterAll(() => Promise.all(lanes.map((lane) => lane.stop())));

  it(
    `${rounds} times loses nothing that was acknowledged`,
    async () => {
      let round = 0;
      const work = async (lane: CrashLane) => {
        while (round < rounds) await lane.kill(++round);
      };
      await Promise.all(lanes.map(work));
      expect(round).toBe(rounds);
      // Where the machine is busy with other things the first start took long too.
      for (const { fastestStart, firstStart } of lanes)
        expect(fastestStart).toBeLessThan(Math.max(READY_MS, 2 * firstStart));
    },
    rounds * ROUND_MS,
  );

  it('SIGTERM in the middle of it loses nothing either', () => lanes[0]!.leave(), 120_000);
});
