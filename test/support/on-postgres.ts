import { describe, it } from '@jest/globals';
import { testDatabases } from './test-databases.js';

/** A suite about several servers on one database, which SQLite cannot have. Where PostgreSQL must be there, `npm test` fails without it. */
export function describeOnPostgres(name: string, suite: () => void): void {
  if (testDatabases().includes('postgres')) describe(name, suite);
  else describe.skip(name, () => it('runs where TEST_DATABASES names postgres', () => undefined));
}
