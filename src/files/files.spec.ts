import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import { openPostgres, openSqlite, type TestDatabase } from '../../test/support/search-databases.js';
import { testDatabases } from '../../test/support/test-databases.js';
import { CredentialState } from '../auth/credentials/credential-state.js';
import { newId } from '../common/ids.js';
import type { LimitsConfig } from '../config/limits.config.js';
import { AccountLimits } from '../http/limits/account-limits.js';
import type { FileStore } from '../platform/files/file-store.js';
import { Files } from './files.js';
import type { Upload } from './upload.interceptor.js';

const BYTES = 10;

describe.each(testDatabases())('Files in a process that never saw a request of the account, on %s', (kind) => {
  let opened: TestDatabase;
  let userId: string;
  let files: Files;
  beforeAll(async () => {
    opened = await (kind === 'sqlite' ? openSqlite() : openPostgres());
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    userId = await opened.newUser();
    const limits = new AccountLimits();
    new CredentialState(opened.database, limits);
    const config = { fileQuotaBytes: 2 * BYTES } as LimitsConfig;
    files = new Files(opened.database, {} as FileStore, new ManualClock(), config, limits);
  });

  const limitTo = (bytes: number) => {
    const own = JSON.stringify({ file_quota_bytes: bytes });
    return opened.database.batch([{ sql: 'UPDATE users SET limits = ? WHERE id = ?', params: [own, userId] }]);
  };
  const add = () => {
    const received = { sha256: newId(), bytes: BYTES, head: Buffer.alloc(BYTES, 'x'), keep: async () => undefined };
    return files.add({ userId }, { name: 'note.txt', received } as unknown as Upload);
  };

  it('keeps no more than the account may have, where that is less than the server gives', async () => {
    await limitTo(BYTES);
    await add();
    await expect(add()).rejects.toMatchObject({ code: 'quota_exceeded' });
  });

  it('keeps what the account may have, where that is more, also within a transaction', async () => {
    await limitTo(3 * BYTES);
    await opened.database.write(async () => {
      for (let i = 0; i < 3; i++) await add();
    });
    await expect(opened.database.write(add)).rejects.toMatchObject({ code: 'quota_exceeded' });
  });
});
