/** Ends a turn whose process died, once, with what was saved of its answer, and books what that cost. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';
import { type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { finishAnswer, markForIndexing } from '../../session/turn-statements.js';
import { releaseBudget } from '../../stats/budgets/budgets.js';
import { insertUsage, type UsageEntry } from '../../stats/usage-statement.js';
import { dropCheckpoint } from '../approval/checkpoint-statements.js';
import { type Orphan, ORPHAN_REASON } from './orphan.js';
import { OrphanBills } from './orphan-bills.js';
import { TurnHistory } from './turn-history.js';

/**
 * Readers may have seen events that were not saved before the process died. The number of the end lies beyond all of
 * them, so that nobody who asks for what came after is told that there is no more.
 */
const UNSAVED_EVENTS = 1_000_000;

@Injectable()
export class OrphanEnd {
  constructor(
    private readonly database: Database,
    private readonly history: TurnHistory,
    private readonly bills: OrphanBills,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  /** Writes nothing where its lease is another than was read. */
  async end(orphan: Orphan): Promise<void> {
    const { user_id: userId, id: turnId, message_id: messageId, session_id: sessionId } = orphan;
    const content = await this.history.savedSoFar(userId, messageId);
    const now = this.clock.now();
    const entry = this.bills.entryOf(orphan, content, now);
    try {
      await this.database.batch(endStatements(orphan, content, entry, now));
    } catch (error) {
      // Another replica swept it first, its own gave a sign of life after all, or its conversation was deleted.
      if (error instanceof UnexpectedChanges) return this.bills.billIfGone(orphan, entry);
      throw error;
    }
    this.events.emit('messages.saved', { userId });
    const measured = { promptTokens: 0, completionTokens: entry.completionTokens, totalMs: entry.totalMs };
    this.events.emit('turn.ended', { userId, sessionId, turnId, messageId, state: 'incomplete', measured });
  }
}

function endStatements(orphan: Orphan, content: string, entry: UsageEntry, time: number): Statement[] {
  const { user_id: userId, id: turnId, message_id: messageId } = orphan;
  const now = new Date(time).toISOString();
  const tokens = entry.completionTokens;
  const usage = { prompt_tokens: 0, completion_tokens: tokens, total_tokens: tokens, estimated: true };
  const answer = {
    content,
    state: 'incomplete' as const,
    reason: ORPHAN_REASON,
    model: orphan.model ?? undefined,
    usage,
  };
  return [
    {
      sql: `UPDATE turns SET state = 'incomplete', reason = ?, replay = NULL, last_seq = last_seq + ${UNSAVED_EVENTS}, ended_at = ?,
        lease_owner = NULL, lease_until = NULL WHERE user_id = ? AND id = ? AND state = 'running' AND lease_owner = ?
        AND lease_until = ?`,
      params: [ORPHAN_REASON, now, userId, turnId, orphan.lease_owner, orphan.lease_until],
      expect: 1,
    },
    ...finishAnswer(userId, messageId, answer, now, true),
    ...(content ? [markForIndexing(userId, messageId, now)] : []),
    insertUsage(userId, entry, now),
    releaseBudget(userId, turnId),
    // One that could not be read.
    dropCheckpoint(userId, turnId),
  ];
}
