/**
 * Takes a conversation away with its messages and their places in the index. A long one is hidden at once and goes in
 * slices that let others in between; where the process dies, the round for what has expired goes on with it.
 */
import { Injectable } from '@nestjs/common';
import { notFound } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { NIL_ID } from '../common/ids.js';
import { inList } from '../common/in-list.js';
import { Database } from '../platform/database/database.js';
import { type SqlValue, type Statement, UnexpectedChanges } from '../platform/database/statement.js';
import { writeAlone } from '../platform/database/write-alone.js';
import { EventBus } from '../platform/events/event-bus.js';
import { SearchIndex } from '../platform/search/search-index.js';
import { REMOVED } from './session.entity.js';

/** Messages that go together, with their turns and whatever hangs on them: a millisecond or two of the event loop. */
const SLICE_MESSAGES = 100;
/** By their places, so that none that is gone already is looked at again. */
const NEXT_SQL = `SELECT id, turn_id, branch_id, depth FROM messages WHERE user_id = ? AND session_id = ?
  AND (branch_id, depth) > (?, ?) ORDER BY branch_id, depth LIMIT ${SLICE_MESSAGES}`;
const BEFORE_ALL = { branch_id: NIL_ID, depth: -1 };

/** Takes what another room keeps of a conversation: steps of statements, some hundred rows each, as they are needed. */
export type TakeAlong = (userId: string, sessionId: string) => AsyncIterable<Statement[]>;

/** Ends what another room still has open in a conversation. */
export type EndIn = (userId: string, sessionId: string) => Promise<void>;

interface PlacedRow {
  id: string;
  turn_id: string | null;
  branch_id: string;
  depth: number;
}

@Injectable()
export class SessionRemoval {
  private readonly along: TakeAlong[] = [];
  private readonly endings: EndIn[] = [];

  constructor(
    private readonly database: Database,
    private readonly index: SearchIndex,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  /**
   * To go before the messages of a long conversation: the first step with what hides it, the rest right after. While
   * nobody else changes the owner's memories.
   */
  alongWith(take: TakeAlong): void {
    this.along.push(take);
  }

  /** Before rows go that tell what it cost. May run more than once, and where the conversation stays after all. */
  endFirst(end: EndIn): void {
    this.endings.push(end);
  }

  /**
   * Hidden from everybody once `first` is committed, and gone altogether when this resolves. Throws not_found, and
   * writes nothing, where somebody else was faster.
   */
  async remove(userId: string, id: string, first: readonly Statement[] = []): Promise<void> {
    await this.end(userId, id);
    const isLong = (await this.next(userId, id, BEFORE_ALL)).length === SLICE_MESSAGES;
    try {
      if (isLong) await this.hide(userId, id, first);
      else await this.database.batch([...first, ...this.last(userId, id, 1)]);
    } catch (error) {
      throw error instanceof UnexpectedChanges ? notFound() : error;
    }
    if (isLong) return this.finish(userId, id);
    this.events.emit('session.deleted', { userId, sessionId: id });
  }

  /** What is left of one that is hidden; that somebody else does the same does no harm. */
  async finish(userId: string, id: string): Promise<void> {
    // First: an answer that nobody will see must not go on while the rows go.
    this.events.emit('session.hidden', { userId, sessionId: id });
    await this.end(userId, id);
    for await (const step of this.kept(userId, id)) await this.writeAlone(userId, step);
    let rows = await this.next(userId, id, BEFORE_ALL);
    while (rows.length) {
      await this.database.batch(removeMessages(userId, rows), { background: true });
      rows = await this.next(userId, id, rows.at(-1)!);
    }
    await this.database.batch(this.last(userId, id));
    this.events.emit('session.deleted', { userId, sessionId: id });
  }

  private async end(userId: string, id: string): Promise<void> {
    for (const end of this.endings) await end(userId, id);
  }

  private next(userId: string, id: string, after: Pick<PlacedRow, 'branch_id' | 'depth'>): Promise<PlacedRow[]> {
    return this.database.rows<PlacedRow>(NEXT_SQL, [userId, id, after.branch_id, after.depth]);
  }

  private async hide(userId: string, id: string, first: readonly Statement[]): Promise<void> {
    const { value: kept = [] } = await this.kept(userId, id).next();
    await this.writeAlone(userId, [...first, ...kept, ...this.hiding(userId, id)]);
  }

  private async *kept(userId: string, id: string): AsyncGenerator<Statement[], undefined> {
    for (const take of this.along) yield* take(userId, id);
  }

  /** A copy that is being made, or a message that is read, may be about to say what is taken along. */
  private async writeAlone(userId: string, statements: readonly Statement[]): Promise<void> {
    await writeAlone(this.database, { userId }, 'memories', () => this.database.batch(statements));
  }

  /** Its place among the imported ones is free at once; not remembered, nothing is recalled or learned from it. */
  private hiding(userId: string, id: string): Statement[] {
    const sql = `UPDATE sessions SET archived = ${REMOVED}, memory = 0, external_id = NULL, expires_at = ?
      WHERE user_id = ? AND id = ? AND archived <> ${REMOVED}`;
    return [...this.index.remove(userId, 'messages', [id]), { sql, params: [this.clock.iso(), userId, id], expect: 1 }];
  }

  /** With all that is still there: of a short one everything. */
  private last(userId: string, id: string, expect?: number): Statement[] {
    return [
      // First, as whoever ends a turn: its row, then its answer. The other way round each would wait for the other.
      { sql: 'DELETE FROM turns WHERE user_id = ? AND session_id = ?', params: [userId, id] },
      // Again for a long one: the indexer may have been about to add some of it.
      ...this.index.remove(userId, 'messages', [id]),
      {
        sql: `DELETE FROM search_pending WHERE user_id = ? AND corpus = 'messages'
        AND entry_id IN (SELECT id FROM messages WHERE user_id = ? AND session_id = ?)`,
        params: [userId, userId, id],
      },
      { sql: 'DELETE FROM sessions WHERE user_id = ? AND id = ?', params: [userId, id], expect },
    ];
  }
}

function removeMessages(userId: string, rows: readonly PlacedRow[]): Statement[] {
  const ids = rows.map(({ id }) => id);
  const turnIds = [...new Set(rows.flatMap(({ turn_id }) => turn_id ?? []))];
  return [
    ...(turnIds.length ? [removeAmong('turns WHERE user_id = ? AND id', userId, turnIds)] : []),
    removeAmong("search_pending WHERE user_id = ? AND corpus = 'messages' AND entry_id", userId, ids),
    removeAmong('messages WHERE user_id = ? AND id', userId, ids),
  ];
}

/** `from`: the table, and the column the ids are of. */
function removeAmong(from: string, userId: string, ids: readonly string[]): Statement {
  const { marks, values } = inList<SqlValue>(ids);
  return { sql: `DELETE FROM ${from} IN (${marks})`, params: [userId, ...values] };
}
