/** The application's own store of passages and vectors, opened in this process without threads and without a server. */
import path from 'node:path';
import { newId } from '../../dist/src/common/ids.js';
import { SystemClock } from '../../dist/src/common/clock.js';
import { openDatabase } from '../../dist/src/platform/database/open-database.js';
import { openSearchIndex } from '../../dist/src/platform/search/open-search-index.js';
import { SqliteSegmentStore } from '../../dist/src/platform/search/storage/sqlite-segment-store.js';
import { BlockVectorStore } from '../../dist/src/platform/search/vectors/block-vector-store.js';
import { OpenVectors } from '../../dist/src/platform/search/vectors/open-vectors.js';
import { insertChunks } from '../../dist/src/rag/indexing/generation-statements.js';
import { SCHEMA } from '../../dist/src/schema.js';

const CORPUS = 'documents';
const CACHE = 512 * 1024 * 1024;

const insert = (table, row) => ({
  sql: `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.keys(row)
    .map(() => '?')
    .join(', ')})`,
  params: Object.values(row),
});

/** An account with one document that takes all passages, and a profile for its vectors. */
function setUp({ userId, collectionId, documentId, profile }, now) {
  const times = { created_at: now, updated_at: now };
  const { id, centre } = profile;
  return [
    insert('users', { id: userId, username: userId, username_key: userId, password_hash: '', role: 'user', ...times }),
    insert('collections', { user_id: userId, id: collectionId, name: 'bench', ...times }),
    insert('documents', {
      ...{ user_id: userId, id: documentId, collection_id: collectionId, title: 'bench', state: 'ready' },
      ...{ mime: 'text/plain', generation: 1, next_generation: 1, ...times },
    }),
    insert('embedding_profiles', {
      ...{ id, api_url: 'bench', model: id, dimensions: centre.length, normalisation: 'l2', state: 'live' },
      ...{ created_at: now, centre: Buffer.from(centre.buffer) },
    }),
  ];
}

/** One object literal: spreads make hidden classes of their own, and take as long as a tenth of the rest. */
const chunkOf = (documentId, id, ordinal, text) => ({
  id,
  documentId,
  generation: 1,
  ordinal,
  heading: null,
  text,
  start: 0,
  end: text.length,
  page: null,
});

/** @param {string} folder @param {Float32Array} centre of the vectors' profile */
export async function openLibrary(folder, centre) {
  const sqlitePath = path.join(folder, 'library.sqlite');
  const { database, close } = await openDatabase(
    { dialect: 'sqlite', sqlitePath, poolSize: 2 },
    SCHEMA,
    // As the server has it.
    { checkpointThread: true },
  );
  const clock = new SystemClock();
  const index = await openSearchIndex(database, clock, { workers: 0, cacheBytes: CACHE });
  const vectors = new BlockVectorStore(database, clock);
  const [userId, collectionId, documentId] = [newId(), newId(), newId()];
  const profile = { id: newId(), centre };
  await database.batch(setUp({ userId, collectionId, documentId, profile }, clock.iso()));
  const alive = (ids) => Promise.resolve(new Set(ids));
  return {
    newId,
    /** Passages with their vectors: rows, words and vectors in one transaction, as the import of documents does. */
    async add(rows, from) {
      const chunks = rows.map(({ id, text }, at) => chunkOf(documentId, id, from + at, text));
      const entries = rows.map(({ id, text }, at) => ({ id, group: documentId, ordinal: from + at, text }));
      await database.batch([
        ...insertChunks({ userId }, chunks),
        ...(await index.build(userId, CORPUS, entries)),
        ...vectors.add(userId, CORPUS, profile, rows),
      ]);
    },
    /** Vectors without passages, committed. */
    addVectors: (rows) => database.batch(vectors.add(userId, 'messages', profile, rows)),
    async tidy() {
      await index.compact(userId, CORPUS);
      for (const corpus of [CORPUS, 'messages']) await vectors.compact(userId, corpus, profile.id, alive);
    },
    search: (query, values, options) =>
      index.search({
        ...{ owner: userId, corpus: CORPUS, query, limit: 10 },
        ...{ vector: { profile: profile.id, values, trust: 1 }, ...options },
      }),
    /** The vectors of `addVectors` as a search holds them. */
    async openVectors() {
      const store = new SqliteSegmentStore(sqlitePath);
      const opened = new OpenVectors({ owner: userId, corpus: 'messages', profile: profile.id }, store);
      await opened.refresh();
      await store.close();
      return opened.set;
    },
    async close() {
      await index.close();
      await close();
    },
  };
}
