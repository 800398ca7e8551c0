/**
 * The writes of a receipt. They count what is about to be deleted, so they belong before the deletion in the same batch;
 * what several batches of one run delete is added up. Pure.
 */
import { newId } from '../../common/ids.js';
import type { SqlValue, Statement } from '../../platform/database/statement.js';

export type ReceiptRule =
  | 'account.deleted'
  | 'session.deleted'
  /** A temporary conversation whose time was over. */
  | 'session.expired'
  | 'retention.sessions'
  | 'retention.turns'
  | 'retention.stats'
  | 'retention.audit';

export interface Receipt {
  id: string;
  /** Undefined: what is deleted is the server's. */
  userId?: string;
  rule: ReceiptRule;
  /** ISO-8601. */
  now: string;
}

/** What of one kind is about to be deleted. */
export interface Counted {
  kind: string;
  /** `<table> WHERE …` */
  from: string;
  params: readonly SqlValue[];
}

export function newReceipt(rule: ReceiptRule, now: string, userId?: string): Receipt {
  return { id: newId(), rule, now, userId };
}

export function receiptStatements({ id, userId, rule, now }: Receipt, counted: readonly Counted[]): Statement[] {
  const head = {
    sql: `INSERT INTO deletion_receipts (id, user_id, rule, created_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (id) DO NOTHING`,
    params: [id, userId ?? null, rule, now],
  };
  const counts = counted.map(({ kind, from, params }) => ({
    sql: `INSERT INTO deletion_receipt_counts (receipt_id, kind, count) SELECT ?, ?, count(*) FROM ${from}
      ON CONFLICT (receipt_id, kind) DO UPDATE SET count = deletion_receipt_counts.count + excluded.count`,
    params: [id, kind, ...params],
  }));
  return [head, ...counts];
}
