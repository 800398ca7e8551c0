import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { openPostgres, openSqlite, type TestDatabase } from '../../../test/support/search-databases.js';
import { testDatabases } from '../../../test/support/test-databases.js';
import { CredentialState } from '../../auth/credentials/credential-state.js';
import { newId } from '../../common/ids.js';
import type { LimitsConfig } from '../../config/limits.config.js';
import { Files } from '../../files/files.js';
import { AccountLimits } from '../../http/limits/account-limits.js';
import type { FileStore } from '../../platform/files/file-store.js';
import { Collections } from '../collections/collections.js';
import { DocumentIntake } from './document-intake.js';
import { DocumentRoom } from './document-room.js';
import { type IncomingDocument, incomingPage, incomingText } from './incoming-document.js';

describe.each(testDatabases())('DocumentIntake in a process that never saw a request of the account, on %s', (kind) => {
  let opened: TestDatabase;
  let userId: string;
  let intake: DocumentIntake;
  beforeAll(async () => {
    opened = await (kind === 'sqlite' ? openSqlite() : openPostgres());
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    userId = await opened.newUser();
    const [clock, limits] = [new ManualClock(), new AccountLimits()];
    new CredentialState(opened.database, limits);
    const config = { documentQuota: 2 } as LimitsConfig;
    const files = new Files(opened.database, {} as FileStore, clock, config, limits);
    const room = new DocumentRoom(config, limits, clock);
    intake = new DocumentIntake(opened.database, new Collections(opened.database, clock), clock, room, files);
  });

  const limitTo = (documents: number) => {
    const own = JSON.stringify({ document_quota: documents });
    return opened.database.batch([{ sql: 'UPDATE users SET limits = ? WHERE id = ?', params: [own, userId] }]);
  };
  const accept = (text: string) => intake.accept({ userId }, [incomingText({ text })], newId());

  it('takes no more than the account may have, where that is less than the server gives', async () => {
    await limitTo(1);
    await accept('one');
    await expect(accept('two')).rejects.toMatchObject({ code: 'quota_exceeded' });
  });

  it('takes what the account may have, where that is more', async () => {
    await limitTo(3);
    for (const text of ['one', 'two', 'three']) await accept(text);
    await expect(accept('four')).rejects.toMatchObject({ code: 'quota_exceeded' });
  });

  it.each([undefined, 'mine'])(
    'does not take a page for the text that is its address (external id: %s)',
    async (id) => {
      const [url, fields] = ['https://example.org/', { external_id: id }];
      const add = async (document: IncomingDocument) =>
        (await intake.accept({ userId }, [document], newId())).map(({ existing }) => existing);
      await limitTo(3);
      expect(await add(incomingText({ ...fields, text: url }))).toEqual([false]);
      expect(await add(incomingPage(fields, url))).toEqual([false]);
      expect(await add(incomingPage(fields, url))).toEqual([true]);
      expect(await add(incomingText({ ...fields, text: url }))).toEqual([id === undefined]);
    },
  );

  it('tells which of a stream wait to be indexed by its job already', async () => {
    const jobId = newId();
    const accept = (...texts: string[]) =>
      intake.accept(
        { userId },
        texts.map((text) => incomingText({ text, external_id: 'same' })),
        jobId,
      );
    expect(await accept('one', 'two', 'two')).toMatchObject([
      { existing: false, waits: false },
      { existing: false, waits: true },
      { existing: true },
    ]);
    expect(await accept('three')).toMatchObject([{ existing: false, waits: true }]);
    const replaced = await intake.accept({ userId }, [incomingText({ text: 'four', external_id: 'same' })], newId());
    expect(replaced).toMatchObject([{ existing: false, waits: false }]);
  });
});
