/** Whose usage is asked about, and when. */
import { AppError } from '../common/app-error.js';
import type { Clock } from '../common/clock.js';
import { mayAdminister, type Principal } from '../common/owner.js';
import { parseTime } from '../common/parse-time.js';
import type { SqlValue } from '../platform/database/statement.js';
import type { StatsQueryDto } from './stats-query.dto.js';

const THIRTY_DAYS_MS = 30 * 24 * 3600 * 1000;

/** Which rows: everybody's or one owner's. */
export interface Scope {
  sql: string;
  params: SqlValue[];
  /** The same for rows that an index finds by owner and time only. */
  byOwner: string;
}

export function scopeOf(caller: Principal, scope: 'own' | 'all'): Scope {
  if (scope === 'own') return { sql: 'user_id = ?', params: [caller.userId], byOwner: 'user_id = ?' };
  if (!mayAdminister(caller)) throw new AppError('forbidden');
  return { sql: '1 = 1', params: [], byOwner: 'user_id IN (SELECT id FROM users)' };
}

/** Milliseconds since the epoch: `from` inclusive (30 days ago unless given), `to` exclusive (now unless given). */
export function rangeOf({ from, to }: Pick<StatsQueryDto, 'from' | 'to'>, clock: Clock): { from: number; to: number } {
  const range = {
    from: from === undefined ? clock.now() - THIRTY_DAYS_MS : parseTime(from),
    to: to === undefined ? clock.now() : parseTime(to),
  };
  if (Number.isNaN(range.from) || Number.isNaN(range.to)) throw new AppError('bad_request', 'That is no time.');
  if (range.from > range.to) throw new AppError('bad_request', 'from must not be later than to.');
  return range;
}
