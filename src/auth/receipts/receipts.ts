/** The receipts of deletions: read by whose it was and by administrators, forgotten after three years. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In, LessThan } from 'typeorm';
import { Clock } from '../../common/clock.js';
import { decodeIdCursor } from '../../http/id-cursor.js';
import { type Page, toPage } from '../../http/pagination.js';
import { Database } from '../../platform/database/database.js';
import { LeaderRounds } from '../../platform/leader/leader-rounds.js';
import { DeletionReceiptCount } from '../deletion-receipt-count.entity.js';
import { DeletionReceipt } from '../deletion-receipt.entity.js';

const DAY = 86_400_000;
const KEPT_DAYS = 3 * 365;

export type ReceiptWithCounts = DeletionReceipt & { counts: DeletionReceiptCount[] };

@Injectable()
export class Receipts implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly rounds: LeaderRounds,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.rounds.every(DAY, 'forgetting old receipts of deletions', async (round) => {
      const sql = 'DELETE FROM deletion_receipts WHERE created_at < ?';
      await round.batch([{ sql, params: [this.clock.iso(-KEPT_DAYS * DAY)] }]);
    });
  }

  /** Newest first; without an owner those of everybody and of the server. */
  async list(
    owner: { userId?: string },
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<ReceiptWithCounts>> {
    const before = decodeIdCursor(cursor);
    const { userId } = owner;
    const rows = await this.database.reader.find(DeletionReceipt, {
      where: { ...(userId !== undefined && { userId }), ...(before !== undefined && { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    const counts = await this.database.reader.findBy(DeletionReceiptCount, { receiptId: In(rows.map(({ id }) => id)) });
    const whole = rows.map((row) => ({ ...row, counts: counts.filter(({ receiptId }) => receiptId === row.id) }));
    return toPage(whole, limit, ({ id }) => [id]);
  }
}
