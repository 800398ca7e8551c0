/** The SQL that brings a document's next generation into being and makes it the live one. */
import type { Owner } from '../../common/owner.js';
import type { SqlValue, Statement } from '../../platform/database/statement.js';
import type { NewChunk } from './cut-document.js';
import { inList } from '../../common/in-list.js';
import { type PendingDocument, TITLE_FROM_PAGE } from './pending-document.js';

const ROWS = 50;

export interface ChunkRow extends NewChunk {
  documentId: string;
  generation: number;
}

const insertRows = (rows: number): string =>
  'INSERT INTO chunks (user_id, id, document_id, generation, ordinal, heading, text, start_offset, end_offset, page) ' +
  `VALUES ${new Array(rows).fill('(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`;
const FULL = insertRows(ROWS);

/** Fifty rows a statement. */
export function insertChunks({ userId }: Owner, chunks: readonly ChunkRow[]): Statement[] {
  const statements: Statement[] = [];
  for (let at = 0; at < chunks.length; at += ROWS) {
    const group = chunks.slice(at, at + ROWS);
    const params: SqlValue[] = [];
    for (const { id, documentId, generation, ordinal, heading, text, start, end, page } of group)
      params.push(userId, id, documentId, generation, ordinal, heading, text, start, end, page);
    statements.push({ sql: group.length === ROWS ? FULL : insertRows(group.length), params });
  }
  return statements;
}

/** All rows but those of one generation; some of them, so that no statement takes long. */
export function deleteOtherChunks({ userId }: Owner, documentId: string, keep: number, most: number): Statement {
  return {
    sql:
      'DELETE FROM chunks WHERE user_id = ? AND id IN (SELECT id FROM chunks ' +
      `WHERE user_id = ? AND document_id = ? AND generation <> ? LIMIT ${most})`,
    params: [userId, userId, documentId, keep],
  };
}

/** Passages an attempt that died left behind, some at a time; none once the document is live or another job's. */
export function deleteUnfinishedChunks(
  owner: Owner,
  jobId: string,
  document: PendingDocument,
  most: number,
): Statement {
  return {
    sql:
      'DELETE FROM chunks WHERE user_id = ? AND id IN (SELECT c.id FROM chunks c ' +
      'JOIN documents d ON d.user_id = c.user_id AND d.id = c.document_id ' +
      'WHERE d.user_id = ? AND d.id = ? AND d.job_id = ? AND d.next_generation = ? ' +
      `AND c.generation <> d.generation LIMIT ${most})`,
    params: [owner.userId, ...expected(owner, jobId, document)],
  };
}

/** The same for texts. */
export function deleteUnfinishedTexts(owner: Owner, jobId: string, document: PendingDocument): Statement {
  return {
    sql:
      'DELETE FROM document_texts WHERE user_id = ? AND document_id = ? AND EXISTS (SELECT 1 FROM documents d ' +
      'WHERE d.user_id = ? AND d.id = ? AND d.job_id = ? AND d.next_generation = ? ' +
      'AND d.generation <> document_texts.generation)',
    params: [owner.userId, document.id, ...expected(owner, jobId, document)],
  };
}

const REPLACED =
  'SELECT 1 FROM documents d WHERE d.user_id = ? AND d.id = ? AND d.next_generation > ? AND d.generation <> ?';

/** Passages of a generation that was replaced before it was live: nobody makes it any more. Some at a time. */
export function deleteReplacedChunks({ userId }: Owner, document: PendingDocument, most: number): Statement {
  const { id, next_generation: generation } = document;
  return {
    sql:
      'DELETE FROM chunks WHERE user_id = ? AND id IN (SELECT id FROM chunks ' +
      `WHERE user_id = ? AND document_id = ? AND generation = ? AND EXISTS (${REPLACED}) LIMIT ${most})`,
    params: [userId, userId, id, generation, userId, id, generation, generation],
  };
}

/** The same for texts. */
export function deleteReplacedTexts(
  { userId }: Owner,
  { id, next_generation: generation }: PendingDocument,
): Statement {
  return {
    sql: `DELETE FROM document_texts WHERE user_id = ? AND document_id = ? AND generation = ? AND EXISTS (${REPLACED})`,
    params: [userId, id, generation, userId, id, generation, generation],
  };
}

/** Rows of the generations before; one that is being made by now keeps its own. Some of them at a time. */
export function deleteEarlierChunks({ userId }: Owner, documentId: string, live: number, most: number): Statement {
  return {
    sql:
      'DELETE FROM chunks WHERE user_id = ? AND id IN (SELECT id FROM chunks ' +
      `WHERE user_id = ? AND document_id = ? AND generation < ? LIMIT ${most})`,
    params: [userId, userId, documentId, live],
  };
}

export function deleteEarlierTexts({ userId }: Owner, documentId: string, live: number): Statement {
  return {
    sql: 'DELETE FROM document_texts WHERE user_id = ? AND document_id = ? AND generation < ?',
    params: [userId, documentId, live],
  };
}

/** What indexing found out about a document. */
export interface Outcome {
  chunks: number;
  facts?: { mime: string; bytes: number; title?: string };
}

/**
 * Makes documents live, those of which nothing was learnt and that have as many chunks with one statement. Fails, and with
 * it the transaction, where one of them was meanwhile deleted or replaced.
 */
export function makeLive(
  owner: Owner,
  jobId: string,
  indexed: readonly { document: PendingDocument; outcome: Outcome }[],
  now: string,
): Statement[] {
  const alike = new Map<string, PendingDocument[]>();
  const statements: Statement[] = [];
  for (const { document, outcome } of indexed) {
    if (outcome.facts) {
      statements.push(makeOneLive(owner, jobId, document, outcome, now));
      continue;
    }
    const key = `${outcome.chunks} ${document.next_generation}`;
    const group = alike.get(key);
    if (group) group.push(document);
    else alike.set(key, [document]);
  }
  for (const [key, documents] of alike) {
    const { marks, values } = inList(documents.map(({ id }) => id));
    const [chunks, generation] = key.split(' ').map(Number) as [number, number];
    statements.push({
      sql: `${LIVE} chunk_count = ?, job_id = NULL, updated_at = ? WHERE user_id = ? AND id IN (${marks}) AND job_id = ? AND next_generation = ?`,
      params: [chunks, now, owner.userId, ...values, jobId, generation],
      expect: documents.length,
    });
  }
  return statements;
}

const LIVE = "UPDATE documents SET state = 'ready', code = NULL, error = NULL, generation = next_generation,";

function makeOneLive(
  owner: Owner,
  jobId: string,
  document: PendingDocument,
  { chunks, facts }: Outcome,
  now: string,
): Statement {
  const learnt: [sql: string, ...SqlValue[]][] = [];
  if (facts) learnt.push(['mime = ?, bytes = ?', facts.mime, facts.bytes]);
  if (facts?.title) {
    const unlessGiven = `CASE WHEN title_given = 1 THEN title ELSE ? END, title_given = CASE WHEN title_given = 1 THEN 1 ELSE ${TITLE_FROM_PAGE} END`;
    learnt.push([`title = ${unlessGiven}`, facts.title]);
  }
  const [sets, params] = [learnt.map(([sql]) => `${sql}, `).join(''), learnt.flatMap(([, ...values]) => values)];
  return {
    sql: `${LIVE} ${sets}chunk_count = ?, job_id = NULL, updated_at = ? WHERE ${EXPECTED}`,
    params: [...params, chunks, now, ...expected(owner, jobId, document)],
    expect: 1,
  };
}

export function makeFailed(
  owner: Owner,
  jobId: string,
  document: PendingDocument,
  { code, message }: { code: string; message: string },
  now: string,
): Statement {
  return {
    sql: `UPDATE documents SET state = 'failed', code = ?, error = ?, job_id = NULL, updated_at = ? WHERE ${EXPECTED}`,
    params: [code, message, now, ...expected(owner, jobId, document)],
    expect: 1,
  };
}

const EXPECTED = 'user_id = ? AND id = ? AND job_id = ? AND next_generation = ?';

function expected({ userId }: Owner, jobId: string, { id, next_generation }: PendingDocument) {
  return [userId, id, jobId, next_generation];
}
