/**
 * Runs an accepted turn to its one end: gather, prompt, answer, finish. Owned by the server, not by the request that
 * began it. It must not know HTTP, nor how anything is stored.
 */
import { Injectable, Logger } from '@nestjs/common';
import { TurnLog } from '../../platform/turn-log/turn-log.js';
import { isRefused, REFUSAL, withEvidencePolicy } from '../context/no-evidence.js';
import { ContextGatherer, type GatheredContext } from '../context/context-gatherer.js';
import { AnswerLoop } from '../loop/answer-loop.js';
import type { LoopEvent } from '../loop/loop-event.js';
import { mayUseTools } from '../loop/offered-tools.js';
import { recordToolResult } from '../loop/tool-ledger.js';
import { toToolEvent } from '../loop/tool-event.js';
import { buildPrompt, type Prompt } from '../prompt/build-prompt.js';
import { AnswerSaver } from './answer-saver.js';
import type { RunningTurn } from './running-turn.js';
import { RunningTurns } from './running-turns.js';
import { StorableText } from './storable-text.js';
import type { TurnDraft } from './turn-draft.js';
import { TurnFinisher } from './turn-finisher.js';
import { outcomeOfError, outcomeOfFinish, type TurnOutcome } from './turn-outcome.js';

/** Of the context, what the prompt may fill where tools will add to it. */
const PROMPT_SHARE_WITH_TOOLS = 0.6;

@Injectable()
export class TurnRunner {
  private readonly logger = new Logger(TurnRunner.name);

  constructor(
    private readonly gatherer: ContextGatherer,
    private readonly loop: AnswerLoop,
    private readonly log: TurnLog,
    private readonly saver: AnswerSaver,
    private readonly finisher: TurnFinisher,
    private readonly running: RunningTurns,
  ) {}

  /** Begins; the turn's end is `turn.ended`. Whoever wants to watch follows the log. */
  start(turn: RunningTurn): void {
    const { userId, turnId, sessionId, userMessageId, messageId, model } = turn.accepted;
    this.running.add(turn);
    this.log.open(turnId, { userId, sessionId });
    this.log.append(turnId, [
      turn.frame({
        type: 'turn-start',
        session_id: sessionId,
        turn_id: turnId,
        user_message_id: userMessageId,
        message_id: messageId,
        model,
      }),
    ]);
    this.run(turn).catch((error: unknown) => this.logger.error({ err: error, turn_id: turnId }, 'a turn did not end'));
  }

  private async run(turn: RunningTurn): Promise<void> {
    const draft: TurnDraft = { startedAt: performance.now() };
    let outcome: TurnOutcome;
    try {
      draft.prompt = await this.prepare(turn, draft);
      outcome = await this.answer(turn, draft, draft.prompt, draft.context!);
    } catch (error) {
      outcome = outcomeOfError(error, turn.text.length > 0, turn.stopReason);
      if (outcome.code) this.logger.warn({ err: error, turn_id: turn.accepted.turnId }, `turn ended: ${outcome.code}`);
    }
    await this.finisher.finish(turn, draft, outcome);
  }

  private async prepare(turn: RunningTurn, draft: TurnDraft): Promise<Prompt> {
    const context = withEvidencePolicy(turn.accepted, await this.gatherer.gather(turn.accepted, turn.signal));
    // What tools will give needs room in the same window.
    const share = mayUseTools(turn.accepted) ? PROMPT_SHARE_WITH_TOOLS : 1;
    const prompt = buildPrompt({ ...context, limit: Math.floor(context.limit * share) });
    const inPrompt = new Set(prompt.passages.map(({ n }) => n));
    const citations = context.citations.filter(({ n }) => inPrompt.has(n));
    draft.context = { ...context, citations, memories: prompt.memories };
    const { missing } = context;
    turn.memories = prompt.memories;
    turn.firstCitations = citations.length;
    this.log.append(turn.accepted.turnId, [
      turn.frame({ type: 'context-ready', citations, memories: turn.memories, missing }),
    ]);
    return prompt;
  }

  private async answer(
    turn: RunningTurn,
    draft: TurnDraft,
    prompt: Prompt,
    context: GatheredContext,
  ): Promise<TurnOutcome> {
    if (isRefused(turn.accepted, context)) return this.refuse(turn, draft);
    const { options, session, userId, turnId } = turn.accepted;
    const request = {
      booking: { userId, turnId, purpose: 'answer' },
      model: options.model ?? session.model ?? undefined,
      messages: prompt.messages,
      temperature: options.temperature,
      maxTokens: options.maxTokens,
      grounding: prompt.grounding,
    };
    const storable = new StorableText();
    for await (const event of this.loop.answer(turn, request, { prompt, context })) {
      if (event.type === 'text') {
        draft.firstTextAt ??= performance.now();
        this.say(turn, storable.take(event.text));
      } else if (event.type === 'finish') {
        draft.finish = event;
      } else {
        this.say(turn, storable.rest());
        this.tellTool(turn, prompt, event);
      }
    }
    this.say(turn, storable.rest());
    if (!draft.finish) throw new Error('the model stream ended without a finish event');
    return outcomeOfFinish(draft.finish.reason);
  }

  /** The documents hold no evidence and the conversation wants no answer without. */
  private refuse(turn: RunningTurn, draft: TurnDraft): TurnOutcome {
    draft.firstTextAt ??= performance.now();
    this.say(turn, REFUSAL);
    draft.finish = { type: 'finish', reason: 'stop', model: turn.accepted.model };
    return outcomeOfFinish(draft.finish.reason);
  }

  private tellTool(turn: RunningTurn, prompt: Prompt, event: Extract<LoopEvent, { id: string }>): void {
    const told = toToolEvent(event);
    turn.addToolEvent(told);
    this.log.append(turn.accepted.turnId, [turn.frame(told)]);
    if (event.type === 'tool-result') recordToolResult(prompt.ledger, event);
  }

  private say(turn: RunningTurn, text: string): void {
    if (!text) return;
    turn.addText(text);
    this.log.append(turn.accepted.turnId, [turn.frame({ type: 'text-delta', text })]);
    this.saver.textAdded(turn);
  }
}
