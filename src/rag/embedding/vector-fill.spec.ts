import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { openPostgres, openSqlite, type TestDatabase } from '../../../test/support/search-databases.js';
import { testDatabases } from '../../../test/support/test-databases.js';
import { newId } from '../../common/ids.js';
import type { RunningJob } from '../../platform/queue/job-queue.js';
import type { EntryVector, VectorStore } from '../../platform/search/vector-store.js';
import { ChunksAlive } from './chunks-alive.js';
import { needVectors, PendingVectors } from './pending-vectors.js';
import type { ProfileModels } from './profile-models.js';
import { ProfileTable, type StoredProfile } from './profile-table.js';
import { VectorCache } from './vector-cache.js';
import { VectorFill } from './vector-fill.js';
import { VectorPurge } from './vector-purge.js';

describe.each(testDatabases())('VectorFill on %s', (kind) => {
  let opened: TestDatabase;
  let profile: StoredProfile;
  let userId: string;
  let cache: VectorCache;
  let fill: VectorFill;
  /** Entries that were given vectors. */
  let added: string[];
  let whileEmbedding: () => Promise<unknown>;
  let purge: VectorPurge;
  beforeAll(async () => {
    opened = await (kind === 'sqlite' ? openSqlite() : openPostgres());
    const profiles = new ProfileTable(opened.database, new ManualClock());
    await profiles.add({ apiUrl: 'http://embeddings', model: 'm', dimensions: 2 }, Float32Array.of(0, 0));
    [profile] = (await profiles.all()) as [StoredProfile];
  });
  afterAll(() => opened.close());
  beforeEach(async () => {
    const { database } = opened;
    userId = await opened.newUser();
    added = [];
    whileEmbedding = async () => undefined;
    cache = new VectorCache(database, new ManualClock());
    const alive = new ChunksAlive(database);
    const vectors = {
      add: (_owner: string, _corpus: string, _profile: unknown, rows: EntryVector[]) => {
        added.push(...rows.map(({ id }) => id));
        return [];
      },
      compact: async () => undefined,
      purge: async () => undefined,
    } as unknown as VectorStore;
    const models = {
      centred: () => Promise.resolve({ id: profile.id, centre: Float32Array.of(0, 0) }),
      embedAll: async (_profile: unknown, texts: string[]) => {
        await whileEmbedding();
        return texts.map(() => Float32Array.of(1, 0));
      },
    } as unknown as ProfileModels;
    fill = new VectorFill(database, new PendingVectors(database), models, cache, vectors, alive);
    purge = new VectorPurge(vectors, alive, cache);
  });

  async function newDocument(): Promise<{ id: string; chunk: string }> {
    const [id, chunk, collection] = [newId(), newId(), newId()];
    const now = new ManualClock().iso();
    const statements = [
      {
        sql: 'INSERT INTO collections (user_id, id, name, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
        params: [userId, collection, id, now, now],
      },
      {
        sql:
          'INSERT INTO documents (user_id, id, collection_id, title, state, mime, generation, chunk_count, created_at, ' +
          "updated_at) VALUES (?, ?, ?, 't', 'ready', 'text/markdown', 1, 1, ?, ?)",
        params: [userId, id, collection, now, now],
      },
      {
        sql:
          'INSERT INTO chunks (user_id, id, document_id, generation, ordinal, text, start_offset, end_offset) ' +
          'VALUES (?, ?, ?, 1, 0, ?, 0, 1)',
        params: [userId, chunk, id, `About ${id}.`],
      },
    ];
    await opened.database.batch([...statements, ...needVectors(userId, [id])]);
    return { id, chunk };
  }
  const run = () => {
    const job = { owner: { userId }, signal: new AbortController().signal, progress: async () => undefined };
    return fill.run(job as unknown as RunningJob, profile);
  };
  const cached = async () =>
    (await opened.database.rows('SELECT content_hash FROM embedding_cache WHERE user_id = ?', [userId])).length;

  it('keeps nothing of a document that is deleted and purged while it is embedded', async () => {
    const [gone, kept] = [await newDocument(), await newDocument()];
    whileEmbedding = async () => {
      const sql = 'DELETE FROM documents WHERE user_id = ? AND id = ?';
      await opened.database.batch([{ sql, params: [userId, gone.id] }]);
      await purge.run(userId);
    };
    await run();
    expect(added).toEqual([kept.chunk]);
    expect(await cached()).toBe(1);
  });

  it('remembers what stays', async () => {
    const { chunk } = await newDocument();
    await run();
    expect([added, await cached()]).toEqual([[chunk], 1]);
    expect(await run()).toBe(0);
  });
});
