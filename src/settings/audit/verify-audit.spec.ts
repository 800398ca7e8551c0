import SqliteConnection from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Row } from '../../platform/database/database.js';
import { BEGINNING, hashOf } from './audit-hash.js';
import { verifyAudit } from './verify-audit.js';

let connection: SqliteConnection.Database;
let head: { seq: number; hash: string };
beforeEach(() => {
  connection = new SqliteConnection(':memory:');
  connection.exec(`CREATE TABLE audit_entries (seq INTEGER PRIMARY KEY, created_at, actor_id, action, target, details,
    previous_hash, hash)`);
  head = { seq: 0, hash: BEGINNING };
});
afterEach(() => void connection.close());

function add(action: string, details: object = {}): void {
  const said = { action, target: null, details: JSON.stringify(details), previousHash: head.hash };
  const entry = { seq: head.seq + 1, createdAt: '2026-01-01T00:00:00.000Z', actorId: null, ...said };
  head = { seq: entry.seq, hash: hashOf(entry) };
  connection
    .prepare('INSERT INTO audit_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
    .run(...Object.values(entry), head.hash);
}

/** As retention does it, in one transaction. */
function prune(seq: number): void {
  const hash = connection.prepare('SELECT hash FROM audit_entries WHERE seq = ?').pluck().get(seq) as string;
  connection.transaction(() => {
    add('audit.pruned', { seq, hash });
    connection.prepare('DELETE FROM audit_entries WHERE seq <= ?').run(seq);
  })();
}

/** Does something else after so many reads. */
function reading(reads: number, meanwhile: () => void) {
  let done = 0;
  return {
    rows: async <T extends object = Row>(sql: string, params: readonly unknown[] = []): Promise<T[]> => {
      if (done++ === reads) meanwhile();
      return connection.prepare(sql).all(...params) as T[];
    },
  };
}

describe('verifyAudit', () => {
  it.each([1, 2])('does not take for broken what retention cuts off after %i reads', async (reads) => {
    for (let n = 1; n <= 2500; n++) add('config.changed', { n });
    expect(await verifyAudit(reading(reads, () => prune(2100)))).toEqual({ ok: true, entries: 401, head: head.hash });
  });

  it('sees an entry that was changed or taken out while one was cut off', async () => {
    for (let n = 1; n <= 30; n++) add('config.changed', { n });
    const meanwhile = () => {
      prune(10);
      connection.exec('DELETE FROM audit_entries WHERE seq = 20');
    };
    expect(await verifyAudit(reading(1, meanwhile))).toMatchObject({ ok: false, entries: 9, broken_at: 21 });
  });
});
