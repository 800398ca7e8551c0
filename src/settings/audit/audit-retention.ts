/** Takes away the oldest entries of the audit log where that is wanted, leaving one that says up to where the chain was cut. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { newReceipt, receiptStatements } from '../../auth/receipts/receipt-statements.js';
import { Clock } from '../../common/clock.js';
import { RetentionConfig } from '../../config/retention.config.js';
import { Database } from '../../platform/database/database.js';
import { LeaderRounds } from '../../platform/leader/leader-rounds.js';
import type { Round } from '../../platform/leader/term.js';
import { AuditLog } from './audit-log.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

@Injectable()
export class AuditRetention implements OnModuleInit {
  constructor(
    private readonly log: AuditLog,
    private readonly database: Database,
    private readonly config: RetentionConfig,
    private readonly rounds: LeaderRounds,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.rounds.every(HOUR, 'taking away old entries of the audit log', async (round) => {
      if (this.config.auditDays > 0) await this.cut(round, this.clock.iso(-this.config.auditDays * DAY));
    });
  }

  private async cut({ fence }: Round, before: string): Promise<void> {
    const sql = 'SELECT seq, hash FROM audit_entries WHERE created_at < ? ORDER BY seq DESC LIMIT 1';
    const [last] = await this.database.rows<{ seq: number; hash: string }>(sql, [before]);
    if (!last) return;
    const counted = { kind: 'audit_entries', from: 'audit_entries WHERE seq <= ?', params: [last.seq] };
    const receipt = receiptStatements(newReceipt('retention.audit', this.clock.iso()), [counted]);
    const remove = { sql: 'DELETE FROM audit_entries WHERE seq <= ?', params: [last.seq] };
    await this.log.add({ action: 'audit.pruned', details: { seq: last.seq, hash: last.hash } }, [
      ...receipt,
      remove,
      ...fence,
    ]);
  }
}
