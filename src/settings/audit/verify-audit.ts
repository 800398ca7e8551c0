/** Reads the whole audit log and tells whether the chain holds. Used by a route and by the command line. */
import type { Database } from '../../platform/database/database.js';
import { BEGINNING, hashOf } from './audit-hash.js';

export interface AuditVerdict {
  ok: boolean;
  entries: number;
  /** Hash of the newest entry: noted elsewhere, it tells later whether entries were cut off at the end. */
  head: string;
  /** Number of the first entry that does not fit. */
  broken_at?: number;
}

interface Row {
  seq: number;
  created_at: string;
  actor_id: string | null;
  action: string;
  target: string | null;
  details: string;
  previous_hash: string;
  hash: string;
}

const PAGE = 1000;

export async function verifyAudit(database: Pick<Database, 'rows'>): Promise<AuditVerdict> {
  for (;;) {
    const start = await prunedThrough(database);
    const verdict = await verifiedFrom(database, start);
    // Retention cut off more while it was read: what was missed may be that, so it is read again from there.
    if (verdict.ok || (await prunedThrough(database)).seq === start.seq) return verdict;
  }
}

interface Place {
  seq: number;
  hash: string;
}

async function verifiedFrom(database: Pick<Database, 'rows'>, start: Place): Promise<AuditVerdict> {
  let entries = 0;
  let head = start.hash;
  let after = start;
  for (;;) {
    const sql = `SELECT * FROM audit_entries WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`;
    const rows = await database.rows<Row>(sql, [after.seq]);
    for (const row of rows) {
      const expected = hashOf({ ...row, createdAt: row.created_at, actorId: row.actor_id, previousHash: head });
      if (row.seq !== start.seq + entries + 1 || row.previous_hash !== head || row.hash !== expected) {
        return { ok: false, entries, head, broken_at: row.seq };
      }
      entries++;
      head = row.hash;
    }
    if (rows.length < PAGE) return { ok: true, entries, head };
    after = { seq: rows.at(-1)!.seq, hash: head };
  }
}

/** Where retention has taken away the beginning, an entry says up to which one. */
async function prunedThrough(database: Pick<Database, 'rows'>): Promise<Place> {
  const sql = `SELECT details FROM audit_entries WHERE action = 'audit.pruned' ORDER BY seq DESC LIMIT 1`;
  const [row] = await database.rows<{ details: string }>(sql);
  return row ? (JSON.parse(row.details) as Place) : { seq: 0, hash: BEGINNING };
}
