/** What a turn writes: acceptance, the growing answer, the end. Prepared SQL, committed in groups; knows no models. */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { UsageConfig } from '../../config/usage.config.js';
import { isOvertaken } from '../../platform/database/constraint-errors.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import type { TokenUsage } from '../../platform/llm/chat-event.js';
import { type FinishedAnswer, finishAnswer, insertPart, markForIndexing } from '../../session/turn-statements.js';
import { releaseBudget } from '../../stats/budgets/budgets.js';
import { insertUsage, type UsageEntry } from '../../stats/usage-statement.js';
import { dropCheckpoint } from '../approval/checkpoint-statements.js';
import { insertStyle } from '../tone/style-statement.js';
import type { ContextLedger } from '../prompt/context-ledger.js';
import { Instance } from './instance.js';
import type { Replay } from './replay-frames.js';
import type { RunningTurn } from './running-turn.js';
import type { PricedUsage } from './turn-draft.js';
import { isGoneUnbilled } from './unbilled.js';

export interface TurnResult {
  answer: FinishedAnswer & { retryAfter?: number };
  /** What the model is called in price lists, the most exact first. */
  pricedAs: readonly string[];
  /** Of its tokens, those that have the price of another call's model. */
  otherwisePriced: readonly PricedUsage[];
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
    private readonly prices: UsageConfig,
    private readonly clock: Clock,
    private readonly instance: Instance,
  ) {}

  /**
   * Appends what is not saved yet of a growing answer. Earlier text is never written again. One part at a time: on
   * PostgreSQL a second one could overtake the first, and what waits meanwhile goes with the next, as does one that failed.
   */
  savePart(turn: RunningTurn): void {
    if (!turn.unsavedLength || turn.savingPart) return;
    const { userId, messageId, turnId } = turn.accepted;
    const part = turn.takeUnsaved();
    const held = this.held(turn);
    // First, so that it waits for whoever is ending the turn: what it finds then, the part finds too.
    const progress: Statement = {
      sql: `UPDATE turns SET last_seq = ? WHERE ${held.sql}`,
      params: [turn.lastSeq, ...held.params],
    };
    turn.savingPart = this.database
      .batch([progress, insertPart(userId, messageId, part, whereHeld(held))])
      .then(
        () => undefined,
        (error: unknown) => {
          turn.putBack(part);
          // Its conversation was deleted, and it is being stopped.
          if (isOvertaken(error)) return;
          this.logger.warn({ err: error, turn_id: turnId }, 'a part of an answer could not be saved');
        },
      )
      .finally(() => (turn.savingPart = undefined));
  }

  /**
   * Ends the turn in one transaction: answer, ledger, usage, state. `seq` is the number the turn-end event will have.
   * Throws UnexpectedChanges, and writes nothing, where the turn is not this process's any more.
   */
  async finish(turn: RunningTurn, result: TurnResult, seq: number): Promise<void> {
    // A part that came after the end would stay for ever and set the number of the last event back.
    await turn.savingPart;
    const { userId, messageId } = turn.accepted;
    const { answer, ledger } = result;
    const now = this.clock.iso();
    const statements: Statement[] = [
      endTurn(this.held(turn), result, seq, now),
      ...finishAnswer(userId, messageId, answer, now, turn.mayHaveParts),
      insertUsage(userId, this.usageEntry(turn, result), now),
    ];
    if (answer.content) {
      const style = { messageId, content: answer.content, toneId: turn.accepted.tone?.id };
      statements.push(markForIndexing(userId, messageId, now), insertStyle(userId, style, now));
    }
    if (turn.accepted.holdsBudget) statements.push(releaseBudget(userId, turn.accepted.turnId));
    if (turn.hasCheckpoint) statements.push(dropCheckpoint(userId, turn.accepted.turnId));
    if (ledger) statements.push(insertContext(userId, messageId, ledger));
    await this.database.batch(statements);
  }

  /**
   * What a turn cost that was deleted before its end. Writes nothing where somebody else has ended it before, or is still
   * to. Throws where its account is gone, too.
   */
  async bill(turn: RunningTurn, result: TurnResult): Promise<void> {
    const { userId, turnId, createdAt } = turn.accepted;
    const only = isGoneUnbilled(userId, turnId, createdAt);
    await this.database.batch([insertUsage(userId, this.usageEntry(turn, result), this.clock.iso(), only)]);
  }

  /** While this process answers it: another one that took its lease to be over may have ended it, or have it now. */
  private held({ accepted: { userId, turnId } }: RunningTurn): Held {
    const sql = "user_id = ? AND id = ? AND state = 'running' AND lease_owner = ?";
    return { sql, params: [userId, turnId, this.instance.id] };
  }

  private usageEntry({ accepted }: RunningTurn, result: TurnResult): UsageEntry {
    const { answer, firstTokenMs, totalMs } = result;
    const promptTokens = answer.usage?.prompt_tokens ?? 0;
    const completionTokens = answer.usage?.completion_tokens ?? 0;
    return {
      id: newId(),
      turnId: accepted.turnId,
      messageId: accepted.messageId,
      model: answer.model ?? null,
      agent: accepted.agent?.name,
      agentId: accepted.agent?.id,
      keyId: accepted.keyId,
      promptTokens,
      completionTokens,
      estimated: answer.usage?.estimated ?? true,
      firstTokenMs,
      totalMs,
      outcome: answer.reason ?? answer.state,
      code: answer.code,
      costMicros: this.costMicros(result, { promptTokens, completionTokens }),
    };
  }

  /** Each call has the price of its own model: a turn that was passed on has had several. */
  private costMicros(
    { pricedAs, otherwisePriced }: TurnResult,
    { promptTokens, completionTokens }: TokenUsage,
  ): number {
    const last = { pricedAs, promptTokens, completionTokens };
    for (const other of otherwisePriced) {
      last.promptTokens -= other.promptTokens;
      last.completionTokens -= other.completionTokens;
    }
    const costOf = (one: PricedUsage) => this.prices.costMicros(one.pricedAs, one.promptTokens, one.completionTokens);
    return [...otherwisePriced, last].reduce((sum, one) => sum + costOf(one), 0);
  }
}

/** Of the row of a turn. */
type Held = Pick<Statement, 'sql' | 'params'>;

const whereHeld = ({ sql, params }: Held): Held => ({ sql: `EXISTS (SELECT 1 FROM turns WHERE ${sql})`, params });

function endTurn(held: Held, { answer, replay }: TurnResult, seq: number, now: string): Statement {
  const { state, reason, code, error, model } = answer;
  const ended = [reason, code, error, model].map((value) => value ?? null);
  return {
    sql: `UPDATE turns SET state = ?, reason = ?, code = ?, error = ?, model = ?, last_seq = ?, replay = ?,
      lease_owner = NULL, lease_until = NULL, ended_at = ? WHERE ${held.sql}`,
    params: [state, ...ended, seq, JSON.stringify(replay), now, ...held.params],
    expect: 1,
  };
}

function insertContext(userId: string, messageId: string, ledger: ContextLedger): Statement {
  return {
    sql: 'INSERT INTO message_contexts (user_id, message_id, context) VALUES (?, ?, ?)',
    params: [userId, messageId, JSON.stringify(ledger)],
  };
}
