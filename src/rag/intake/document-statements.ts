/** The SQL that adds and replaces documents, many rows a statement. */
import type { SqlValue, Statement } from '../../platform/database/statement.js';
import type { Document } from '../document.entity.js';

const ROWS = 40;

/** Column by column, in the order of the INSERT. */
const VALUES: readonly [column: string, value: (document: Document) => SqlValue][] = [
  ['user_id', ({ userId }) => userId],
  ['id', ({ id }) => id],
  ['created_at', ({ createdAt }) => createdAt],
  ['external_id', ({ externalId }) => externalId],
  ['collection_id', ({ collectionId }) => collectionId],
  ['title', ({ title }) => title],
  ['title_given', ({ titleGiven }) => titleGiven],
  ['state', ({ state }) => state],
  ['code', ({ code }) => code],
  ['error', ({ error }) => error],
  ['mime', ({ mime }) => mime],
  ['file_id', ({ fileId }) => fileId],
  ['source_url', ({ sourceUrl }) => sourceUrl],
  ['bytes', ({ bytes }) => bytes],
  ['next_generation', ({ nextGeneration }) => nextGeneration],
  ['job_id', ({ jobId }) => jobId],
  ['sha256', ({ sha256 }) => sha256],
  ['metadata', ({ metadata }) => (metadata === null ? null : JSON.stringify(metadata))],
  ['updated_at', ({ updatedAt }) => updatedAt],
];

/** What a replacement leaves as it is. */
const KEY_COLUMNS = 4;

export function insertDocuments(documents: readonly Document[]): Statement[] {
  const columns = VALUES.map(([column]) => column).join(', ');
  const row = `(${VALUES.map(() => '?').join(', ')})`;
  const statements: Statement[] = [];
  for (let at = 0; at < documents.length; at += ROWS) {
    const group = documents.slice(at, at + ROWS);
    const sql = `INSERT INTO documents (${columns}) VALUES ${group.map(() => row).join(', ')}`;
    statements.push({ sql, params: group.flatMap((document) => VALUES.map(([, value]) => value(document))) });
  }
  return statements;
}

/** The generation that is live stays so until the next one is indexed. */
export function replaceDocument(document: Document): Statement {
  const changed = VALUES.slice(KEY_COLUMNS);
  return {
    sql: `UPDATE documents SET ${changed.map(([column]) => `${column} = ?`).join(', ')} WHERE user_id = ? AND id = ?`,
    params: [...changed.map(([, value]) => value(document)), document.userId, document.id],
    expect: 1,
  };
}
