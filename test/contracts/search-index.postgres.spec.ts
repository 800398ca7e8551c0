import { describe, it } from '@jest/globals';
import { openPostgres, wantsPostgres } from '../support/search-databases.js';
import { searchIndexContract } from './search-index.contract.js';

if (await wantsPostgres()) searchIndexContract('PostgreSQL', openPostgres);
else
  describe.skip('SearchIndex on PostgreSQL: no server on this machine', () =>
    it('runs where TEST_POSTGRES_URL is set', () => undefined));
