import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import { openPostgres, openSqlite, type TestDatabase } from '../../test/support/search-databases.js';
import { testDatabases } from '../../test/support/test-databases.js';
import { CredentialState } from '../auth/credentials/credential-state.js';
import { AppError } from '../common/app-error.js';
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

describe.each(testDatabases())('Files that are deleted, on %s', (kind) => {
  let opened: TestDatabase;
  let owner: { userId: string };
  let files: Files;
  /** Hashes of the bytes there are. */
  let stored: Set<string>;
  let isGone: boolean;
  beforeAll(async () => {
    opened = await (kind === 'sqlite' ? openSqlite() : openPostgres());
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    owner = { userId: await opened.newUser() };
    [stored, isGone] = [new Set(), false];
    const store = {
      delete: (_userId: string, sha256: string) =>
        isGone ? Promise.reject(new AppError('storage_unavailable')) : Promise.resolve(stored.delete(sha256)),
      async *list() {
        for (const sha256 of stored) yield await Promise.resolve({ owner: owner.userId, sha256, since: 0 });
      },
    } as unknown as FileStore;
    const limits = new AccountLimits();
    new CredentialState(opened.database, limits);
    files = new Files(opened.database, store, new ManualClock(), { fileQuotaBytes: 1000 } as LimitsConfig, limits);
  });

  const add = async (sha256 = newId()) => {
    const keep = async () => void stored.add(sha256);
    const received = { sha256, bytes: BYTES, head: Buffer.alloc(BYTES, 'x'), keep };
    return files.add(owner, { name: 'note.txt', received } as unknown as Upload);
  };

  it('keep their bytes where the transaction they were deleted in is rolled back', async () => {
    const { id, sha256 } = await add();
    const deletion = opened.database.write(async () => {
      await files.forget(owner, id);
      throw new Error('something else failed');
    });
    await expect(deletion).rejects.toThrow('something else failed');
    expect(await files.get(owner, id)).toMatchObject({ sha256 });
    expect([...stored]).toEqual([sha256]);
  });

  it('have lost their bytes when it is over, alone and within a transaction, unless another has them', async () => {
    const [first, second, other] = [await add('same'), await add('same'), await add()];
    await files.remove(owner, first.id);
    expect([...stored]).toEqual(['same', other.sha256]);
    await opened.database.write(async () => {
      for (const { id } of [second, other]) await files.forget(owner, id);
    });
    expect([...stored]).toEqual([]);
  });

  it('are gone where the store is away, and their bytes with the next sweep', async () => {
    const { id, sha256 } = await add();
    isGone = true;
    await files.remove(owner, id);
    await expect(files.get(owner, id)).rejects.toMatchObject({ code: 'not_found' });
    expect([...stored]).toEqual([sha256]);
    isGone = false;
    expect(await files.sweep(1)).toBe(1);
    expect([...stored]).toEqual([]);
  });
});
