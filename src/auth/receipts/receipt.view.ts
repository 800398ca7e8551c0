import { ApiProperty } from '@nestjs/swagger';
import type { ReceiptWithCounts } from './receipts.js';

/** What was deleted for good, when and by which rule; never what was in it. */
export class ReceiptView {
  id: string;
  /** Whose it was; null: the server’s. */
  @ApiProperty({ type: 'string', nullable: true })
  user_id: string | null;
  /** `account.deleted`, `session.deleted`, `session.expired`, `retention.sessions`, `retention.turns` … */
  rule: string;
  created_at: string;
  /** How many, by kind. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' } })
  removed: Record<string, number>;
}

export function toReceiptView({ id, userId, rule, createdAt, counts }: ReceiptWithCounts): ReceiptView {
  const some = counts.filter(({ count }) => count > 0).sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const removed = Object.fromEntries(some.map(({ kind, count }) => [kind, count]));
  return { id, user_id: userId, rule, created_at: createdAt, removed };
}
