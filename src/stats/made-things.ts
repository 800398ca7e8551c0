/** When documents, memories and messages were added. Their ids begin with the time (UUIDv7), so the key finds a range of them. */
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Scope } from './scope.js';
import { firstId } from '../common/time-id.js';

export type MadeThing = 'documents' | 'memories' | 'messages';

/** A minute in which some were added. */
export interface MadeCount {
  /** Milliseconds since the epoch. */
  time: number;
  count: number;
}

/** The first 48 bits of an id are milliseconds (RFC 9562, section 5.7): 12 hexadecimal digits and a hyphen. */
const TIME_LENGTH = 13;

@Injectable()
export class MadeThings {
  constructor(private readonly database: Database) {}

  /** How many there are of what was added in the range. */
  async count(things: MadeThing, scope: Scope, from: number, to: number): Promise<number> {
    const sql = `SELECT count(*) AS n FROM ${things} WHERE ${scope.sql} AND id >= ? AND id < ?`;
    const [row] = await this.database.rows<{ n: number | string }>(sql, [...scope.params, firstId(from), firstId(to)]);
    return Number(row!.n);
  }

  /** The same by millisecond. */
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
