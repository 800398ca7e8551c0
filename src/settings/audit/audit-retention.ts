/** Takes away the oldest entries of the audit log where that is wanted, leaving one that says up to where the chain was cut. */
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { RetentionConfig } from '../../config/retention.config.js';
import { Database } from '../../platform/database/database.js';
import { AuditLog } from './audit-log.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

@Injectable()
export class AuditRetention implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(AuditRetention.name);
  private timer?: NodeJS.Timeout;

  constructor(
    private readonly log: AuditLog,
    private readonly database: Database,
    private readonly config: RetentionConfig,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.round(), HOUR).unref();
    void this.round();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async round(): Promise<void> {
    try {
      if (this.config.auditDays > 0) await this.cut(this.clock.iso(-this.config.auditDays * DAY));
    } catch (error) {
      this.logger.error({ err: error }, 'old entries of the audit log could not be taken away');
    }
  }

  private async cut(before: string): Promise<void> {
    const sql = 'SELECT seq, hash FROM audit_entries WHERE created_at < ? ORDER BY seq DESC LIMIT 1';
    const [last] = await this.database.rows<{ seq: number; hash: string }>(sql, [before]);
    if (!last) return;
    const remove = { sql: 'DELETE FROM audit_entries WHERE seq <= ?', params: [last.seq] };
    await this.log.add({ action: 'audit.pruned', details: { seq: last.seq, hash: last.hash } }, [remove]);
  }
}
