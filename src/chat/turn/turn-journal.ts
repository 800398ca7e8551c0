/** What a turn writes: acceptance, the growing answer, the end. Prepared SQL, committed in groups; knows no models. */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { type FinishedAnswer, finishAnswer, insertPart, markForIndexing } from '../../session/turn-statements.js';
import { insertUsage } from '../../stats/usage-statement.js';
import type { ContextLedger } from '../prompt/context-ledger.js';
import type { Replay } from './replay-frames.js';
import type { RunningTurn } from './running-turn.js';

export interface TurnResult {
  answer: FinishedAnswer & { content: string };
  ledger?: ContextLedger;
  replay: Replay;
  firstTokenMs?: number;
  totalMs: number;
}

@Injectable()
export class TurnJournal {
  private readonly logger = new Logger(TurnJournal.name);

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Appends what is not saved yet of a growing answer. Earlier text is never written again. */
  savePart(turn: RunningTurn): void {
    if (!turn.unsavedLength) return;
    const { userId, messageId, turnId } = turn.accepted;
    const { seq, text } = turn.takeUnsaved();
    const progress: Statement = {
      sql: 'UPDATE turns SET last_seq = ? WHERE user_id = ? AND id = ?',
      params: [turn.lastSeq, userId, turnId],
    };
    // Not awaited: the end of the turn passes the same queue, so it comes after. A failure loses nothing yet, since
    // the end writes the whole text; a conversation deleted meanwhile fails here too, and its turn is being stopped.
    this.database.batch([insertPart(userId, messageId, seq, text), progress]).catch((error: unknown) => {
      this.logger.warn({ err: error, turn_id: turnId }, 'a part of a running answer could not be saved');
    });
  }

  /** Ends the turn in one transaction: answer, ledger, usage, state. `seq` is the number the turn-end event will have. */
  async finish(turn: RunningTurn, result: TurnResult, seq: number): Promise<void> {
    const { userId, turnId, messageId } = turn.accepted;
    const { answer } = result;
    const now = this.clock.iso();
    const usage = answer.usage;
    const statements: Statement[] = [
      ...finishAnswer(userId, messageId, answer, now, turn.parts > 0),
      {
        sql: `UPDATE turns SET state = ?, reason = ?, code = ?, error = ?, model = ?, last_seq = ?, replay = ?,
          lease_owner = NULL, lease_until = NULL, ended_at = ? WHERE user_id = ? AND id = ?`,
        params: [
          answer.state,
          answer.reason ?? null,
          answer.code ?? null,
          answer.error ?? null,
          answer.model ?? null,
          seq,
          JSON.stringify(result.replay),
          now,
          userId,
          turnId,
        ],
        expect: 1,
      },
    ];
    if (answer.content) statements.push(markForIndexing(userId, messageId, now));
    if (result.ledger) {
      statements.push({
        sql: 'INSERT INTO message_contexts (user_id, message_id, context) VALUES (?, ?, ?)',
        params: [userId, messageId, JSON.stringify(result.ledger)],
      });
    }
    statements.push(
      insertUsage(
        userId,
        {
          id: newId(),
          turnId,
          messageId,
          model: answer.model ?? null,
          promptTokens: usage?.prompt_tokens ?? 0,
          completionTokens: usage?.completion_tokens ?? 0,
          estimated: usage?.estimated ?? true,
          firstTokenMs: result.firstTokenMs,
          totalMs: result.totalMs,
          outcome: answer.reason ?? answer.state,
          code: answer.code,
        },
        now,
      ),
    );
    await this.database.batch(statements);
  }
}
