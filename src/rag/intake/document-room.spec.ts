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
import { Document } from '../document.entity.js';
import { DocumentIntake } from './document-intake.js';
import { DocumentRoom } from './document-room.js';
import { insertDocuments } from './document-statements.js';
import { incomingText } from './incoming-document.js';

describe.each(testDatabases())('DocumentRoom on %s', (kind) => {
  let opened: TestDatabase;
  let userId: string;
  let clock: ManualClock;
  beforeAll(async () => {
    opened = await (kind === 'sqlite' ? openSqlite() : openPostgres());
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    userId = await opened.newUser();
    clock = new ManualClock();
  });

  function roomFor(documentQuota: number) {
    const limits = new AccountLimits();
    new CredentialState(opened.database, limits);
    const config = { documentQuota } as LimitsConfig;
    const room = new DocumentRoom(config, limits, clock);
    const files = new Files(opened.database, {} as FileStore, clock, config, limits);
    const intake = new DocumentIntake(
      opened.database,
      new Collections(opened.database, clock),
      clock,
      new DocumentRoom(config, limits, clock),
      files,
    );
    const admit = (more: number) => opened.database.write((manager) => room.admit(manager, { userId }, more));
    return { intake, admit };
  }

  /** As another server would. */
  async function putElsewhere(intake: DocumentIntake, count: number): Promise<void> {
    const [{ id } = { id: '' }] = await intake.accept({ userId }, [incomingText({ text: newId() })], newId());
    const like = await opened.database.write((manager) => manager.findOneByOrFail(Document, { userId, id }));
    const more = Array.from({ length: count - 1 }, () => ({ ...like, id: newId() }));
    await opened.database.batch(insertDocuments(more));
  }

  it('counts what others put, to the last one, where there is little room', async () => {
    const { intake, admit } = roomFor(50);
    await admit(10);
    await putElsewhere(intake, 45);
    await expect(admit(6)).rejects.toMatchObject({ code: 'quota_exceeded' });
    await admit(5);
  });

  it('adds up what it let in where there is ample room, and counts again after a while', async () => {
    const { intake, admit } = roomFor(8000);
    await admit(2000);
    // Not written: what was let in counts until it is looked at anew.
    await admit(900);
    await putElsewhere(intake, 7990);
    await admit(100);
    await clock.advance(5000);
    await expect(admit(11)).rejects.toMatchObject({ code: 'quota_exceeded' });
    await admit(10);
  });

  it('counts before it refuses', async () => {
    const { admit } = roomFor(8000);
    await admit(3000);
    await admit(8000);
    await expect(admit(8001)).rejects.toMatchObject({ code: 'quota_exceeded' });
  });
});
