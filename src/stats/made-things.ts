/** When documents, memories and messages were added. Their ids begin with the time (UUIDv7), so the key finds a range of them. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Scope } from './scope.js';
import { firstId } from '../common/time-id.js';

export type MadeThing = 'documents' | 'memories';

/** A minute in which some were added. */
export interface MadeCount {
  /** Milliseconds since the epoch. */
  time: number;
  count: number;
}

/** The first 48 bits of an id are milliseconds (RFC 9562, section 5.7): 12 hexadecimal digits and a hyphen. */
const TIME_LENGTH = 13;

/** Of conversations: in the list or in the archive. Others are still being written, or deleted. */
export const SHOWN = 'archived IN (0, 1)';
const HIDDEN = 'archived > 1';

@Injectable()
export class MadeThings {
  constructor(private readonly database: Database) {}

  /** Messages of shown conversations that were added in the range: all but those of the others, which are few. */
  async countMessages(scope: Scope, from: number, to: number): Promise<number> {
    // The range is no condition on those: they are to be found by their conversation.
    const sql = `SELECT count(*) - (SELECT COALESCE(sum((SELECT count(CASE WHEN m.id >= ? AND m.id < ? THEN 1 END)
          FROM messages m WHERE m.user_id = s.user_id AND m.session_id = s.id)), 0)
        FROM sessions s WHERE ${scope.sql} AND ${HIDDEN}) AS n
      FROM messages WHERE ${scope.sql} AND id >= ? AND id < ?`;
    const range = [firstId(from), firstId(to)];
    const [row] = await this.database.rows<{ n: number | string }>(sql, [
      ...range,
      ...scope.params,
      ...scope.params,
      ...range,
    ]);
    return Number(row!.n);
  }

  /** How many there are of what was added in the range, by millisecond. */
  async times(things: MadeThing, scope: Scope, from: number, to: number): Promise<MadeCount[]> {
    const moment = `substr(CAST(id AS TEXT), 1, ${TIME_LENGTH})`;
    const sql = `SELECT ${moment} AS moment, count(*) AS n FROM ${things}
      WHERE ${scope.sql} AND id >= ? AND id < ? GROUP BY ${moment}`;
    const rows = await this.database.rows<{ moment: string; n: number | string }>(sql, [
      ...scope.params,
      firstId(from),
      firstId(to),
    ]);
    return rows.map(({ moment, n }) => ({ time: Number.parseInt(moment.replace('-', ''), 16), count: Number(n) }));
  }
}
