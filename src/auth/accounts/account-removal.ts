/** Deletes an account; its rows go with it, what lies elsewhere goes by the event. */
import { Injectable } from '@nestjs/common';
import { AppError, notFound } from '../../common/app-error.js';
import { isId } from '../../common/ids.js';
import type { Owner } from '../../common/owner.js';
import { Database } from '../../platform/database/database.js';
import { UnexpectedChanges } from '../../platform/database/statement.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { User } from '../user.entity.js';
import { lockAdministrators, NOT_LAST_ADMIN } from './account-statements.js';

@Injectable()
export class AccountRemoval {
  constructor(
    private readonly database: Database,
    private readonly events: EventBus,
  ) {}

  /** Throws 404, or `last_admin`. */
  async remove({ userId }: Owner): Promise<void> {
    if (!isId(userId) || !(await this.database.reader.existsBy(User, { id: userId }))) throw notFound();
    const sql = `DELETE FROM users WHERE id = ? AND ${NOT_LAST_ADMIN}`;
    try {
      await this.database.batch([lockAdministrators(), { sql, params: [userId, userId], expect: 1 }]);
    } catch (error) {
      if (error instanceof UnexpectedChanges) throw new AppError('last_admin', undefined, { cause: error });
      throw error;
    }
    this.events.emit('credential.revoked', { userId });
    this.events.emit('user.deleted', { userId });
  }
}
