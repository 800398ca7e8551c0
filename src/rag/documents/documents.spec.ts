import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Sqlite from 'better-sqlite3';
import { SystemClock } from '../../common/clock.js';
import type { Files } from '../../files/files.js';
import type { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import type { SearchIndex } from '../../platform/search/search-index.js';
import type { Collections } from '../collections/collections.js';
import type { IndexUpkeep } from '../indexing/index-upkeep.js';
import type { IndexingJobs } from '../indexing/indexing-jobs.js';
import { Documents } from './documents.js';

const OWNER = { userId: 'user' };
const later = <T>(value: T) => Promise.resolve(value);

const SCHEMA = `
  PRAGMA foreign_keys = ON;
  CREATE TABLE collections (user_id, id);
  CREATE TABLE documents (user_id, id, collection_id, file_id, state, code, error, chunk_count, generation,
    next_generation, job_id, updated_at, PRIMARY KEY (user_id, id));
  CREATE TABLE chunks (user_id, id INTEGER PRIMARY KEY, document_id, generation,
    FOREIGN KEY (user_id, document_id) REFERENCES documents (user_id, id) ON DELETE CASCADE);
  INSERT INTO collections VALUES ('user', 'kept'), ('user', 'gone');`;

describe('Documents.removeCollection', () => {
  let db: Sqlite.Database;
  /** Chunks each transaction took away. */
  let taken: number[];
  let hidden: string[];
  let forgotten: string[];
  beforeEach(() => {
    db = new Sqlite(':memory:');
    db.exec(SCHEMA);
    [taken, hidden, forgotten] = [[], [], []];
  });
  afterEach(() => void db.close());

  const count = (table: string) => db.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get() as number;

  function add(id: string, chunks: number, collection = 'gone'): void {
    const sql = "INSERT INTO documents VALUES ('user', ?, ?, ?, 'ready', NULL, NULL, ?, 1, 1, NULL, '')";
    db.prepare(sql).run(id, collection, `file-${id}`, chunks);
    const chunk = db.prepare("INSERT INTO chunks (user_id, document_id, generation) VALUES ('user', ?, 1)");
    for (let i = 0; i < chunks; i++) chunk.run(id);
  }

  function documents(): Documents {
    const manager = {
      connection: { options: { type: 'better-sqlite3' } },
      find: (_entity: unknown, { where, take }: { where: { collectionId: string }; take: number }) => {
        const sql = `SELECT id, file_id AS "fileId", chunk_count AS "chunkCount" FROM documents
          WHERE user_id = 'user' AND collection_id = ? ORDER BY id LIMIT ${take}`;
        return later(db.prepare(sql).all(where.collectionId));
      },
    };
    const database = {
      write: async (work: (within: unknown) => Promise<unknown>) => {
        const before = count('chunks');
        const result = await work(manager);
        taken.push(before - count('chunks'));
        return result;
      },
      batch: (all: Statement[]) => later(all.map(({ sql, params }) => db.prepare(sql).run(...params).changes)),
    };
    const remove = (_user: string, _kind: string, ids: readonly string[]) => {
      for (const id of ids) if (!hidden.includes(id)) hidden.push(id);
      return [];
    };
    return new Documents(
      database as unknown as Database,
      { get: () => later({}) } as unknown as Collections,
      { remove } as unknown as SearchIndex,
      {} as IndexingJobs,
      { purgeSoon: () => later(undefined) } as unknown as IndexUpkeep,
      { forget: (_owner: unknown, id: string) => later(forgotten.push(id)) } as unknown as Files,
      new SystemClock(),
    );
  }

  it.each([
    ['few small documents', Array.from({ length: 7 }, () => 3)],
    ['many small documents', Array.from({ length: 120 }, () => 2)],
    ['many of some size', Array.from({ length: 60 }, () => 190)],
    ['one that is large, between others', [400, 2600, 10, 500, 501, 0, 0]],
    ['nothing', []],
  ])('takes %s, no more than 500 passages in a transaction', async (_name, sizes) => {
    for (const [i, chunks] of sizes.entries()) add(`doc-${String(i).padStart(3, '0')}`, chunks);
    add('other', 40, 'kept');
    await documents().removeCollection(OWNER, 'gone');
    expect(Math.max(...taken)).toBeLessThanOrEqual(500);
    expect([count('documents'), count('chunks')]).toEqual([1, 40]);
    expect(db.prepare('SELECT id FROM collections').pluck().all()).toEqual(['kept']);
    expect([hidden.length, forgotten.length]).toEqual([sizes.length, sizes.length]);
  });
});
