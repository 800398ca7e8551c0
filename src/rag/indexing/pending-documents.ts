/** The documents a job still has to index, a batch at a time. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { NIL_ID } from '../../common/ids.js';
import { inList } from '../../common/in-list.js';
import type { Owner } from '../../common/owner.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { changeDocuments } from '../documents/change-documents.js';
import type { PendingDocument } from './pending-document.js';

/** One segment of the index and one transaction a batch: large enough to be fast, small enough to hold up nobody. */
const BATCH_DOCUMENTS = 256;
const BATCH_BYTES = 768 * 1024;

const COLUMNS = 'id, title, title_given, mime, file_id, source_url, bytes, chunk_count, generation, next_generation';

@Injectable()
export class PendingDocuments {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Those after the id, in the order they came; marks them as being indexed. Empty: nothing is left. */
  async next({ userId }: Owner, jobId: string, after = NIL_ID): Promise<PendingDocument[]> {
    const rows = await this.database.rows<PendingDocument & { state: string }>(
      `SELECT ${COLUMNS}, state FROM documents WHERE user_id = ? AND job_id = ? AND id > ? ORDER BY id LIMIT ${BATCH_DOCUMENTS}`,
      [userId, jobId, after],
    );
    const batch = withinBytes(rows);
    const queued = batch.filter(({ state }) => state === 'queued');
    if (queued.length === 0) return batch;
    const { marks, values } = inList(queued.map(({ id }) => id));
    const sql = `UPDATE documents SET state = 'indexing', updated_at = ? WHERE user_id = ? AND job_id = ? AND id IN (${marks})`;
    await this.write({ userId }, { sql, params: [this.clock.iso(), userId, jobId, ...values] });
    const marked = await this.marked({ userId }, jobId, batch);
    return marked.length ? marked : this.next({ userId }, jobId, batch.at(-1)!.id);
  }

  /** Read again: a title that is changed while a document waits is not indexed by another job. */
  private marked({ userId }: Owner, jobId: string, batch: readonly PendingDocument[]): Promise<PendingDocument[]> {
    const { marks, values } = inList(batch.map(({ id }) => id));
    const sql = `SELECT ${COLUMNS} FROM documents WHERE user_id = ? AND job_id = ? AND id IN (${marks}) ORDER BY id`;
    return this.database.rows<PendingDocument>(sql, [userId, jobId, ...values]);
  }

  /** Ends all that are left as failed. Gives their ids. */
  async failAll({ userId }: Owner, jobId: string, code: string, error: string): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>('SELECT id FROM documents WHERE user_id = ? AND job_id = ?', [
      userId,
      jobId,
    ]);
    const sql =
      "UPDATE documents SET state = 'failed', code = ?, error = ?, job_id = NULL, updated_at = ? " +
      'WHERE user_id = ? AND job_id = ?';
    await this.write({ userId }, { sql, params: [code, error, this.clock.iso(), userId, jobId] });
    return rows.map(({ id }) => id);
  }

  private async write(owner: Owner, statement: Statement): Promise<void> {
    await changeDocuments(this.database, owner, () => this.database.batch([statement]));
  }

  /** Jobs whose documents wait, unchanged for so many milliseconds, although the job is not in the queue, and how the job ended if it is known. */
  abandoned(unchangedFor: number): Promise<{ user_id: string; job_id: string; state: string | null }[]> {
    return this.database.rows(
      'SELECT DISTINCT d.user_id, d.job_id, j.state FROM documents d ' +
        'LEFT JOIN jobs j ON j.user_id = d.user_id AND j.id = d.job_id ' +
        "WHERE d.job_id IS NOT NULL AND d.updated_at <= ? AND (j.id IS NULL OR j.state NOT IN ('queued', 'running')) LIMIT 1000",
      [this.clock.iso(-unchangedFor)],
    );
  }
}

function withinBytes<T extends { bytes: number }>(rows: readonly T[]): T[] {
  let bytes = 0;
  const end = rows.findIndex((row, i) => (bytes += row.bytes) > BATCH_BYTES && i > 0);
  return end < 0 ? [...rows] : rows.slice(0, end);
}
