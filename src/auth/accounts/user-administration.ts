/** What administrators do to accounts of others: role, disabling, limits. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { Credentials } from '../credentials/credentials.js';
import { Database } from '../../platform/database/database.js';
import { type SqlValue, type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import { EventBus } from '../../platform/events/event-bus.js';
import type { User } from '../user.entity.js';
import { lockAdministrators, NOT_LAST_ADMIN } from './account-statements.js';
import { Accounts } from './accounts.js';

/** What one account may use, where it differs from the server's own limits. */
export interface UserLimits {
  requests_per_minute?: number;
  file_quota_bytes?: number;
  document_quota?: number;
  tokens_per_day?: number;
  tokens_per_month?: number;
  /** In the currency of the price table. */
  cost_per_day?: number;
  cost_per_month?: number;
  turns_per_day?: number;
  turns_per_month?: number;
}

export interface UserChange {
  role?: User['role'];
  disabled?: boolean;
  /** Replaces all; null: those of the server. */
  limits?: UserLimits | null;
}

@Injectable()
export class UserAdministration {
  constructor(
    private readonly accounts: Accounts,
    private readonly credentials: Credentials,
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  /** Throws 404, or `last_admin` where it would leave the server without an administrator. Disabling ends all sign-ins. */
  async change(id: string, change: UserChange): Promise<User> {
    await this.accounts.byId(id);
    try {
      await this.database.batch(this.statements(id, change));
    } catch (error) {
      if (!(error instanceof UnexpectedChanges)) throw error;
      // It may have been deleted meanwhile: then this says so.
      await this.accounts.byId(id);
      throw new AppError('last_admin', undefined, { cause: error });
    }
    this.credentials.forget(id);
    const { role, disabled, limits } = change;
    this.events.emit('account.changed', { userId: id, role, disabled, limits: limits && { ...limits } });
    if (change.disabled) this.events.emit('credential.revoked', { userId: id });
    return this.accounts.byId(id);
  }

  private statements(id: string, { role, disabled, limits }: UserChange): Statement[] {
    const now = this.clock.iso();
    const sets: [column: string, value: SqlValue][] = [['updated_at', now]];
    if (role !== undefined) sets.push(['role', role]);
    if (disabled !== undefined) sets.push(['disabled', Number(disabled)]);
    if (limits !== undefined) sets.push(['limits', limits === null ? null : JSON.stringify(limits)]);
    const weakens = role === 'user' || disabled === true;
    const guard = weakens ? ` AND ${NOT_LAST_ADMIN}` : '';
    const update = {
      sql: `UPDATE users SET ${sets.map(([column]) => `${column} = ?`).join(', ')} WHERE id = ?${guard}`,
      params: [...sets.map(([, value]) => value), id, ...(weakens ? [id] : [])],
      expect: 1,
    };
    const end = 'UPDATE refresh_families SET revoked_at = ? WHERE user_id = ? AND revoked_at IS NULL';
    return [lockAdministrators(), update, ...(disabled ? [{ sql: end, params: [now, id] }] : [])];
  }
}
