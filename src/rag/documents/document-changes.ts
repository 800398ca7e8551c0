/** The SQL that removes documents and has them indexed again. */
import type { Owner } from '../../common/owner.js';
import type { Statement } from '../../platform/database/statement.js';
import type { SearchIndex } from '../../platform/search/search-index.js';

/** Rows and index entries; chunks and texts go with the rows. */
export function removeDocuments(index: SearchIndex, { userId }: Owner, ids: readonly string[]): Statement[] {
  if (ids.length === 0) return [];
  const sql = `DELETE FROM documents WHERE user_id = ? AND id IN (${ids.map(() => '?').join(', ')})`;
  return [...index.remove(userId, 'documents', ids), { sql, params: [userId, ...ids] }];
}

/** Takes a document out of every search before its rows go; what a crash then leaves is failed, never half there. */
export function hideDocument(index: SearchIndex, { userId }: Owner, id: string, now: string): Statement[] {
  return [
    ...index.remove(userId, 'documents', [id]),
    {
      sql:
        "UPDATE documents SET state = 'failed', code = 'internal_error', error = ?, chunk_count = 0, generation = 0, " +
        'next_generation = next_generation + 1, job_id = NULL, updated_at = ? WHERE user_id = ? AND id = ?',
      params: ['The deletion was interrupted; delete the document again.', now, userId, id],
    },
  ];
}

/**
 * The text of the newest generation becomes that of one more; what is live stays so until that is indexed. The row of
 * the document comes first, as in every change of one: PostgreSQL would see two that take it last block each other.
 */
export function queueAgain({ userId }: Owner, id: string, jobId: string, now: string): Statement[] {
  return [
    {
      sql:
        "UPDATE documents SET state = 'queued', code = NULL, error = NULL, job_id = ?, updated_at = ?, " +
        'next_generation = next_generation + 1 WHERE user_id = ? AND id = ?',
      params: [jobId, now, userId, id],
      expect: 1,
    },
    {
      sql:
        'INSERT INTO document_texts (user_id, document_id, generation, part, text) ' +
        'SELECT t.user_id, t.document_id, d.next_generation, t.part, t.text FROM document_texts t ' +
        'JOIN documents d ON d.user_id = t.user_id AND d.id = t.document_id AND d.next_generation = t.generation + 1 ' +
        'WHERE t.user_id = ? AND t.document_id = ? AND d.file_id IS NULL AND d.source_url IS NULL',
      params: [userId, id],
    },
  ];
}
