import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
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
import { incomingText } from './incoming-document.js';
import { KnownDocuments, withContent } from './known-documents.js';

describe.each(testDatabases())('KnownDocuments on %s', (kind) => {
  let opened: TestDatabase;
  let userId: string;
  let intake: DocumentIntake;
  beforeAll(async () => {
    opened = await (kind === 'sqlite' ? openSqlite() : openPostgres());
    userId = await opened.newUser();
    const [clock, limits] = [new ManualClock(), new AccountLimits()];
    new CredentialState(opened.database, limits);
    const config = { documentQuota: 100 } as LimitsConfig;
    const files = new Files(opened.database, {} as FileStore, clock, config, limits);
    const room = new DocumentRoom(config, limits, clock);
    intake = new DocumentIntake(opened.database, new Collections(opened.database, clock), clock, room, files);
  });
  afterAll(() => opened.close());

  it('knows a text by its content where it has no external id, and by that alone where it has one', async () => {
    const named = incomingText({ text: 'said twice', external_id: 'one' });
    const bare = incomingText({ text: 'said twice' });
    const [first, second] = await intake.accept({ userId }, [named, bare], newId());
    const again = [incomingText({ text: 'said twice' }), incomingText({ text: 'changed', external_id: 'one' })];
    const { known, collectionId } = await opened.database.write(async (manager) => ({
      known: await KnownDocuments.read(manager, { userId }, again),
      collectionId: (await manager.findOneByOrFail(Document, { userId })).collectionId,
    }));
    expect(known.find(again[0]!, collectionId)?.id).toBe(second!.id);
    expect(known.find(again[1]!, collectionId)?.id).toBe(first!.id);
    expect(known.find(incomingText({ text: 'never said' }), collectionId)).toBeUndefined();
  });

  it('looks contents up by their index, so that it costs the same in an account of any size', async () => {
    const plan = await opened.database.write(async (manager) => {
      const where = withContent(userId, ['a', 'b', 'c']);
      const [sql, params] = manager
        .getRepository(Document)
        .createQueryBuilder()
        .setFindOptions({ where })
        .getQueryAndParameters();
      // PostgreSQL plans by what the table holds, and reads a small one whole.
      const explain = kind === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
      return manager.query<Record<string, unknown>[]>(`${explain} ${sql}`, params);
    });
    const told = plan.map((row) => Object.values(row).join(' ')).join('; ');
    expect(told).toContain(kind === 'sqlite' ? 'ix_documents_hash (user_id=? AND sha256=?)' : 'sha256');
  });
});
