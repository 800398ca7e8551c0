/**
 * What the same-work floor stores, in raw SQL on better-sqlite3 with the application's durability
 * (WAL, synchronous=FULL): API keys, messages, and passages under FTS5.
 */
import { createHash, randomUUID } from 'node:crypto';
import Database from 'better-sqlite3';
import { createGroupCommit } from './group-commit.mjs';
import { conversation, passages } from '../workload.mjs';

const SCHEMA = `
  CREATE TABLE api_key (hash TEXT PRIMARY KEY, user_id TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE message (
    id INTEGER PRIMARY KEY, user_id TEXT NOT NULL, session_id TEXT NOT NULL,
    role TEXT NOT NULL, content TEXT NOT NULL, created_at TEXT NOT NULL);
  CREATE INDEX message_by_session ON message (user_id, session_id, id);
  CREATE TABLE passage (id INTEGER PRIMARY KEY, user_id TEXT NOT NULL, text TEXT NOT NULL);
  CREATE VIRTUAL TABLE passage_text USING fts5 (text, content='passage', content_rowid='id');`;

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** FTS5 parses what is bound, so every word is quoted. */
const anyWord = (text) => (text.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `"${word}"`).join(' OR ');

function openDatabase(path) {
  const database = new Database(path);
  for (const pragma of ['journal_mode=WAL', 'synchronous=FULL', 'foreign_keys=ON', 'busy_timeout=5000'])
    database.pragma(pragma);
  database.exec(SCHEMA);
  return database;
}

/** Fills the store with the common workload. @returns {{key: string}} the one account's API key */
function seed(database, { chunks, sessions, messages }) {
  const userId = randomUUID();
  const key = `floor_${randomUUID()}`;
  const now = new Date().toISOString();
  const addPassage = database.prepare('INSERT INTO passage (user_id, text) VALUES (?, ?)');
  const addMessage = database.prepare(
    'INSERT INTO message (user_id, session_id, role, content, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  database.transaction(() => {
    database.prepare('INSERT INTO api_key VALUES (?, ?)').run(sha256(key), userId);
    for (const text of passages(chunks)) addPassage.run(userId, text);
    for (let session = 0; session < sessions; session++)
      for (const { role, content } of conversation(messages, session))
        addMessage.run(userId, `s${session}`, role, content, now);
    database.exec(`INSERT INTO passage_text (passage_text) VALUES ('rebuild')`);
  })();
  return { key };
}

/** @param {string} path @param {{chunks: number, sessions: number, messages: number}} sizes */
export function openSameWorkStore(path, sizes) {
  const database = openDatabase(path);
  const { key } = seed(database, sizes);
  const byKey = database.prepare('SELECT user_id FROM api_key WHERE hash = ?').pluck();
  const history = database.prepare(
    'SELECT role, content FROM message WHERE user_id = ? AND session_id = ? ORDER BY id DESC LIMIT 10',
  );
  const search = database.prepare('SELECT rowid FROM passage_text WHERE passage_text MATCH ? ORDER BY rank LIMIT 5');
  const passage = database.prepare('SELECT id, text FROM passage WHERE id = ? AND user_id = ?');
  const insert = database.prepare(
    'INSERT INTO message (user_id, session_id, role, content, created_at) VALUES (?, ?, ?, ?, ?)',
  );
  const commit = createGroupCommit(database, (row) => Number(insert.run(...row).lastInsertRowid));
  return {
    key,
    /** @returns {string|undefined} the user the API key belongs to */
    userOf: (secret) => byKey.get(sha256(secret)),
    /** The last ten messages, oldest first. */
    lastMessages: (userId, sessionId) => history.all(userId, sessionId).reverse(),
    /** The five best passages for a question. */
    retrieve: (userId, question) => search.all(anyWord(question)).map(({ rowid }) => passage.get(rowid, userId)),
    /** @returns {Promise<number>} the message's id, once it is durable */
    save: (userId, sessionId, role, content) => commit([userId, sessionId, role, content, new Date().toISOString()]),
  };
}
