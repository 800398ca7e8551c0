/** Messages that recall and summaries leave out: to be forgotten, kept out, or saying what is no longer true. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../common/clock.js';
import { Database } from '../platform/database/database.js';
import { inList } from '../common/in-list.js';
import { stemsIn } from './facts/memory-words.js';
import { readInside } from './read-inside.js';

/** Memories that are no longer true, looked at when recalled text is checked; the newest. */
const DEAD = 200;
/** A single word is not enough to say that a text repeats something. */
const LEAST_STEMS = 2;

const NO_LONGER = '(m.superseded_by IS NOT NULL OR m.valid_to <= ?)';
/** As the index of what has, or will have, an end puts it: planners take it for no other words. */
const IN_INDEX = '(m.superseded_by IS NOT NULL OR m.valid_to IS NOT NULL)';

@Injectable()
export class Outdated {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Which of these messages are. */
  async among(userId: string, ids: readonly string[]): Promise<Set<string>> {
    if (!ids.length) return new Set();
    const { sql, params } = this.amongSql(userId, ids);
    const rows = await this.database.rows<{ message_id: string }>(sql, params);
    return new Set(rows.map((row) => row.message_id));
  }

  /** Whether any of these messages is, as a transaction sees it. */
  async isAnyInside(manager: EntityManager, userId: string, ids: readonly string[]): Promise<boolean> {
    if (!ids.length) return false;
    const { sql, params } = this.amongSql(userId, ids);
    return (await readInside(manager, sql, params)).length > 0;
  }

  /** Tells whether a text says over again what is no longer true. */
  async repeats(userId: string): Promise<(text: string) => boolean> {
    const sql = `SELECT m.content FROM memories m WHERE m.user_id = ? AND ${IN_INDEX} AND ${NO_LONGER}
      ORDER BY m.updated_at DESC LIMIT ${DEAD}`;
    const rows = await this.database.rows<{ content: string }>(sql, [userId, this.clock.iso()]);
    if (!rows.length) return () => false;
    const dead = rows.map(({ content }) => stemsIn(content)).filter(({ length }) => length >= LEAST_STEMS);
    return (text) => {
      const stems = new Set(stemsIn(text));
      return dead.some((statement) => statement.every((stem) => stems.has(stem)));
    };
  }

  private amongSql(userId: string, ids: readonly string[]): { sql: string; params: string[] } {
    const { marks, values } = inList(ids);
    const sql = `SELECT k.message_id FROM message_marks k WHERE k.user_id = ? AND k.mark <> 'read' AND k.message_id IN (${marks})
      UNION SELECT s.message_id FROM memory_sources s JOIN memories m ON m.user_id = s.user_id AND m.id = s.memory_id
      WHERE s.user_id = ? AND ${NO_LONGER} AND s.message_id IN (${marks})
      UNION SELECT q.id FROM messages q JOIN memory_resets r ON r.user_id = q.user_id
      WHERE q.user_id = ? AND q.id <= r.message_id AND q.id IN (${marks})`;
    return { sql, params: [userId, ...values, userId, this.clock.iso(), ...values, userId, ...values] };
  }
}
