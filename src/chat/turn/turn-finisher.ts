/** Ends a turn: saves the answer, then sends the one `turn-end`, then tells the house. One that is another server's is let go. */
import { Injectable, Logger } from '@nestjs/common';
import { isNotFound } from '../../common/app-error.js';
import { priceNames } from '../../common/price-names.js';
import { estimateTokens } from '../../common/token-estimate.js';
import { isOvertaken } from '../../platform/database/constraint-errors.js';
import { UnexpectedChanges } from '../../platform/database/statement.js';
import { EventBus } from '../../platform/events/event-bus.js';
import type { FinishEvent, TokenUsage } from '../../platform/llm/chat-event.js';
import { TurnLog } from '../../platform/turn-log/turn-log.js';
import type { MessageUsage } from '../../session/message-usage.js';
import type { ContextLedger } from '../prompt/context-ledger.js';
import { checkedCitations } from './checked-citations.js';
import type { TurnEnd } from '../turn-event.js';
import { movedQuotes } from './replay-frames.js';
import type { RunningTurn } from './running-turn.js';
import { RunningTurns } from './running-turns.js';
import { storable } from './storable-text.js';
import type { EndPrompt, Spent, TurnDraft } from './turn-draft.js';
import { isOpenTurn, TurnHistory } from './turn-history.js';
import { TurnJournal, type TurnResult } from './turn-journal.js';
import { wholeConversation } from './whole-conversation.js';
import { outcomeOfError, type TurnOutcome } from './turn-outcome.js';

const DELETED: TurnOutcome = { state: 'incomplete', reason: 'stopped', code: undefined, error: undefined };

@Injectable()
export class TurnFinisher {
  private readonly logger = new Logger(TurnFinisher.name);

  constructor(
    private readonly journal: TurnJournal,
    private readonly history: TurnHistory,
    private readonly log: TurnLog,
    private readonly running: RunningTurns,
    private readonly events: EventBus,
  ) {}

  async finish(turn: RunningTurn, draft: TurnDraft, outcome: TurnOutcome): Promise<void> {
    const result = toResult(turn, draft, outcome);
    const end = await this.save(turn, result);
    if (!end) return;
    this.log.append(turn.accepted.turnId, [turn.frame(end)]);
    this.log.close(turn.accepted.turnId);
    this.running.remove(turn);
    turn.end(end);
    this.tell(turn, draft, end, result);
  }

  /** What cannot be saved has not ended well, whatever the model said. Undefined: it has another end, or none yet. */
  private async save(turn: RunningTurn, result: TurnResult): Promise<TurnEnd | undefined> {
    try {
      await this.journal.finish(turn, result, turn.lastSeq + 1);
      return toTurnEnd(turn, result);
    } catch (error) {
      const kept = isOvertaken(error) ? await this.whatIsKept(turn) : 'open';
      // Its conversation was deleted: there is nothing left to save it to.
      if (kept === 'gone') return this.billOnly(turn, { ...result, answer: { ...result.answer, ...DELETED } });
      if (error instanceof UnexpectedChanges) return this.letGo(turn, kept === 'ended');
      this.logger.error({ err: error, turn_id: turn.accepted.turnId }, 'the end of a turn could not be saved');
      const outcome = outcomeOfError(error, false, turn.stopReason);
      return toTurnEnd(turn, { ...result, answer: { ...result.answer, ...outcome } });
    }
  }

  private async billOnly(turn: RunningTurn, result: TurnResult): Promise<TurnEnd> {
    try {
      await this.journal.bill(turn, result);
    } catch (error) {
      // Whose account was deleted has no bill.
      if (!isOvertaken(error))
        this.logger.error({ err: error, turn_id: turn.accepted.turnId }, 'what a turn cost could not be saved');
    }
    return toTurnEnd(turn, result);
  }

  private async whatIsKept({ accepted: { userId, turnId } }: RunningTurn): Promise<'gone' | 'open' | 'ended'> {
    try {
      return isOpenTurn(await this.history.head(userId, turnId)) ? 'open' : 'ended';
    } catch (error) {
      if (isNotFound(error)) return 'gone';
      this.logger.warn({ err: error, turn_id: turnId }, 'what became of a turn could not be read');
      return 'open';
    }
  }

  /**
   * Its lease was over and another server has ended it, has taken it up, or it waits after all. That is its one end and
   * its one bill, and readers have it from the database as soon as nothing more comes from here.
   */
  private letGo(turn: RunningTurn, hasEnded: boolean): undefined {
    const { userId, turnId } = turn.accepted;
    this.logger.warn({ turn_id: turnId }, 'a turn was taken over by another server');
    this.running.remove(turn);
    if (hasEnded) this.log.close(turnId);
    else this.log.pause(turnId);
    turn.layAside();
    this.events.emit('turn.waiting', { userId, turnId });
  }

  private tell(turn: RunningTurn, draft: TurnDraft, end: TurnEnd, { answer, firstTokenMs, totalMs }: TurnResult): void {
    const { userId, turnId, sessionId, messageId } = turn.accepted;
    this.events.emit('messages.saved', { userId });
    const conversation = wholeConversation(draft, answer.content);
    const { prompt_tokens: promptTokens = 0, completion_tokens: completionTokens = 0 } = answer.usage ?? {};
    const measured = { promptTokens, completionTokens, firstTokenMs, totalMs, code: answer.code };
    const state = end.turn_status;
    this.events.emit('turn.ended', { userId, sessionId, turnId, messageId, state, measured, conversation });
  }
}

function toResult(turn: RunningTurn, draft: TurnDraft, outcome: TurnOutcome): TurnResult {
  const now = performance.now();
  const citations = checkedCitations(turn.text, draft);
  return {
    answer: {
      state: outcome.state,
      reason: outcome.reason,
      code: outcome.code,
      retryAfter: outcome.retryAfter,
      finishReason: outcome.finishReason,
      // Both may hold words of the model server.
      error: outcome.error && storable(outcome.error),
      model: storable(draft.finish?.model ?? turn.accepted.model),
      content: turn.text,
      usage: usageOf(turn, draft),
      citations,
      memories: [...(draft.context?.memories ?? [])],
    },
    pricedAs: priceNames(draft.finish ?? turn.accepted),
    otherwisePriced: draft.spent?.priced ?? [],
    ledger: draft.prompt && answeredBy(draft.prompt.ledger, draft.finish),
    replay: {
      deltas: turn.deltas,
      missing: draft.context?.missing ?? [],
      citations: turn.firstCitations,
      quotes: movedQuotes(draft.context?.citations ?? [], citations),
      tools: turn.steps.length ? turn.steps : undefined,
      noContext: draft.context === undefined || undefined,
      model: turn.accepted.model,
    },
    firstTokenMs: draft.firstTextAt && draft.firstTextAt - draft.startedAt,
    totalMs: now - draft.startedAt,
  };
}

function answeredBy({ limit, used, layers, dropped }: ContextLedger, finish: FinishEvent | undefined): ContextLedger {
  return { limit, used, layers, dropped, model: finish && storable(finish.model), upstream: finish?.upstream };
}

function usageOf(turn: RunningTurn, { finish, prompt, spent }: TurnDraft): MessageUsage | undefined {
  if (!prompt) return undefined;
  const last = finish?.usage ?? estimatedUsage(turn, prompt, spent);
  const promptTokens = last.promptTokens + (spent?.promptTokens ?? 0);
  const completionTokens = last.completionTokens + (spent?.completionTokens ?? 0);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    estimated: !finish?.usage || (spent?.estimated ?? false),
  };
}

/** Of the last call. Where others were counted and nothing was said since, nothing was asked. */
function estimatedUsage(turn: RunningTurn, { ledger }: EndPrompt, spent: Spent | undefined): TokenUsage {
  const text = turn.text.slice(spent?.said ?? 0);
  if (spent && !text) return { promptTokens: 0, completionTokens: 0 };
  return { promptTokens: ledger.used, completionTokens: estimateTokens(text) };
}

function toTurnEnd(turn: RunningTurn, { answer }: TurnResult): TurnEnd {
  return {
    type: 'turn-end',
    turn_status: answer.state,
    reason: answer.reason as TurnEnd['reason'],
    error: answer.error,
    code: answer.code as TurnEnd['code'],
    retry_after: answer.retryAfter,
    response: answer.content,
    session_id: turn.accepted.sessionId,
    turn_id: turn.accepted.turnId,
    message_id: turn.accepted.messageId,
    model: answer.model ?? turn.accepted.model,
    finish_reason: answer.finishReason ?? null,
    citations: (answer.citations ?? []) as TurnEnd['citations'],
    usage: answer.usage ?? null,
  };
}
