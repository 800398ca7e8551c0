/** Whether an account may have more documents. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { Owner } from '../../common/owner.js';
import { LimitsConfig } from '../../config/limits.config.js';
import { AccountLimits } from '../../http/limits/account-limits.js';
import { Document } from '../document.entity.js';

/** With more room than this left, documents are not counted anew for a while: other servers cannot fill it meanwhile. */
const AMPLE = 5000;
const COUNTED_MS = 5000;
const MOST_ACCOUNTS = 1000;

interface Counted {
  /** Documents there were, and those let in since. */
  documents: number;
  /** Milliseconds since the epoch. */
  at: number;
}

@Injectable()
export class DocumentRoom {
  /** Least recently counted first. */
  private readonly counted = new Map<string, Counted>();

  constructor(
    private readonly limits: LimitsConfig,
    private readonly accounts: AccountLimits,
    private readonly clock: Clock,
  ) {}

  /**
   * Inside the transaction that will write them. Throws `quota_exceeded`. To count reads an index entry for each document
   * of the account, so an import with ample room counts every few seconds and adds up what it lets in.
   */
  async admit(manager: EntityManager, { userId }: Owner, more: number): Promise<void> {
    if (more === 0) return;
    // A job may have brought them, of a source for instance.
    const own = await this.accounts.current(userId);
    const quota = own?.document_quota ?? this.limits.documentQuota;
    const now = this.clock.now();
    const known = this.counted.get(userId);
    const isKnown = known && now - known.at < COUNTED_MS && known.documents + more + AMPLE <= quota;
    const before = isKnown ? known.documents : await manager.countBy(Document, { userId });
    if (before + more > quota) throw new AppError('quota_exceeded', `This account can have ${quota} documents.`);
    this.note(userId, { documents: before + more, at: isKnown ? known.at : now });
  }

  /** What is rolled back later stays counted until the next count: too many, never too few. */
  private note(userId: string, counted: Counted): void {
    this.counted.delete(userId);
    this.counted.set(userId, counted);
    const [oldest] = this.counted.keys();
    if (this.counted.size > MOST_ACCOUNTS && oldest !== undefined) this.counted.delete(oldest);
  }
}
