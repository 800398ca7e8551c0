import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { openPostgres, openSqlite, type TestDatabase } from '../../../test/support/search-databases.js';
import { testDatabases } from '../../../test/support/test-databases.js';
import { notFound } from '../../common/app-error.js';
import { newId } from '../../common/ids.js';
import type { Documents } from '../documents/documents.js';
import { SourceDocuments } from './source-documents.js';
import { Sources } from './sources.js';

type Parts = ConstructorParameters<typeof Sources>;

describe.each(testDatabases())('a source that is given up, on %s', (kind) => {
  let opened: TestDatabase;
  let owner: { userId: string };
  let id: string;
  let sources: Sources;
  let documents: string[];
  /** Called before a document is removed. */
  let beforeRemoving: (document: string) => Promise<unknown>;
  beforeAll(async () => {
    opened = await (kind === 'sqlite' ? openSqlite() : openPostgres());
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    owner = { userId: await opened.newUser() };
    id = newId();
    beforeRemoving = async () => undefined;
    const { database } = opened;
    const removing = {
      remove: async (_owner: unknown, document: string) => {
        await beforeRemoving(document);
        if ((await removeRow(document)) === 0) throw notFound();
      },
    } as unknown as Documents;
    const parts = [database, {}, {}, {}, removing] as unknown as ConstructorParameters<typeof SourceDocuments>;
    const rest = [{}, new SourceDocuments(...parts), {}, {}, new ManualClock(), {}];
    sources = new Sources(...([database, ...rest] as unknown as Parts));
    await insert('sources', { id, kind: 'url', location: 'https://example.org/', interval_seconds: 60 });
    await insert('collections', { id, name: 'c' });
    documents = [await newDocument(0), await newDocument(1), await newDocument(2)];
  });

  async function insert(table: string, row: Record<string, string | number>): Promise<void> {
    const all = { user_id: owner.userId, created_at: '', updated_at: '', ...row };
    const more = table === 'sources' ? { next_check_at: '', ...all } : all;
    const sql = `INSERT INTO ${table} (${Object.keys(more).join(', ')}) VALUES (${Object.keys(more)
      .map(() => '?')
      .join(', ')})`;
    await opened.database.batch([{ sql, params: Object.values(more) }]);
  }
  async function newDocument(n: number): Promise<string> {
    const document = newId();
    const row = { id: document, collection_id: id, external_id: `source:${id}:${n}`, title: 't', state: 'ready' };
    await insert('documents', { ...row, mime: 'text/html' });
    return document;
  }
  async function removeRow(document: string): Promise<number> {
    const sql = 'DELETE FROM documents WHERE user_id = ? AND id = ?';
    const [removed] = await opened.database.batch([{ sql, params: [owner.userId, document] }]);
    return removed!;
  }
  const left = async (table: string) =>
    (await opened.database.rows(`SELECT id FROM ${table} WHERE user_id = ?`, [owner.userId])).length;

  it('takes all its documents along, though somebody deletes one of them meanwhile', async () => {
    beforeRemoving = async (document) => document === documents[0] && removeRow(document);
    await sources.remove(owner, id);
    expect([await left('sources'), await left('documents')]).toEqual([0, 0]);
  });

  it('is still there to be given up again where that was interrupted', async () => {
    beforeRemoving = async (document) => {
      if (document === documents[1]) throw new Error('the database is away');
    };
    await expect(sources.remove(owner, id)).rejects.toThrow('the database is away');
    beforeRemoving = async () => undefined;
    await sources.remove(owner, id);
    expect([await left('sources'), await left('documents')]).toEqual([0, 0]);
  });

  it('takes along what a look brought in meanwhile', async () => {
    beforeRemoving = async (document) => document === documents[2] && newDocument(3);
    await sources.remove(owner, id);
    expect([await left('sources'), await left('documents')]).toEqual([0, 0]);
  });
});
