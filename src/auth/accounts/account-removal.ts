/** Deletes an account; its rows go with it, what lies elsewhere goes by the event. */
import { Injectable } from '@nestjs/common';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { isId } from '../../common/ids.js';
import type { Owner } from '../../common/owner.js';
import { Database } from '../../platform/database/database.js';
import { lockWhole } from '../../platform/database/lock-owner.js';
import { type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { type Counted, newReceipt, receiptStatements } from '../receipts/receipt-statements.js';
import { User } from '../user.entity.js';
import { lockAdministrators, NOT_LAST_ADMIN } from './account-statements.js';

@Injectable()
export class AccountRemoval {
  private readonly first: ((userId: string) => Statement[])[] = [];
  private readonly along: ((userId: string) => Statement[])[] = [];

  constructor(
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  /** To go before all else: rows that others lock before they lock the account. */
  beginWith(take: (userId: string) => Statement[]): void {
    this.first.push(take);
  }

  /** To go before its rows: what others still count of them. */
  alongWith(take: (userId: string) => Statement[]): void {
    this.along.push(take);
  }

  /** Throws 404, or `last_admin`. */
  async remove({ userId }: Owner): Promise<void> {
    if (!(await this.exists(userId))) throw notFound();
    const sql = `DELETE FROM users WHERE id = ? AND ${NOT_LAST_ADMIN}`;
    try {
      const receipt = newReceipt('account.deleted', this.clock.iso(), userId);
      const counted = this.owned(userId);
      await this.database.batch([
        ...lockWhole(this.database.dialect, { userId }),
        lockAdministrators(),
        ...receiptStatements(receipt, counted),
        ...this.first.flatMap((take) => take(userId)),
        ...this.along.flatMap((take) => take(userId)),
        { sql, params: [userId, userId], expect: 1 },
      ]);
    } catch (error) {
      if (!(error instanceof UnexpectedChanges)) throw error;
      // Another request was faster: it is gone already.
      if (!(await this.exists(userId))) throw notFound();
      throw new AppError('last_admin', undefined, { cause: error });
    }
    this.events.emit('credential.revoked', { userId });
    this.events.emit('user.deleted', { userId });
  }

  private async exists(id: string): Promise<boolean> {
    return isId(id) && (await this.database.reader.existsBy(User, { id }));
  }

  /** The rows of every table whose owner is an account, by its description: a new table is counted by itself. */
  private owned(userId: string): Counted[] {
    return this.database.reader.connection.entityMetadatas
      .filter(({ primaryColumns }) => primaryColumns[0]?.databaseName === 'user_id')
      .map(({ tableName }) => ({ kind: tableName, from: `${tableName} WHERE user_id = ?`, params: [userId] }));
  }
}
