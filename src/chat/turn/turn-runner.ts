/**
 * Runs an accepted turn to its one end: gather, prompt, answer, finish. Owned by the server, not by the request that
 * began it. It must not know HTTP, nor how anything is stored.
 */
import { Injectable, Logger } from '@nestjs/common';
import { type ErrorCode, isOwnFault } from '../../common/error-codes.js';
import type { LogFrame } from '../../common/log-frame.js';
import { timed } from '../../platform/tracing/tracer.js';
import { isRefused, REFUSAL } from '../context/no-evidence.js';
import type { LoopEvent } from '../loop/loop-event.js';
import type { LoopState } from '../loop/loop-state.js';
import type { Prepared } from '../loop/tool-stage.js';
import { PatternedAnswer } from '../patterns/patterned-answer.js';
import { requestOf } from './model-request.js';
import type { RunningTurn } from './running-turn.js';
import { RunningTurns } from './running-turns.js';
import { keepForEnd, type TurnDraft } from './turn-draft.js';
import { TurnFinisher } from './turn-finisher.js';
import { TurnNarrator } from './turn-narrator.js';
import { outcomeOfError, outcomeOfFinish, type TurnOutcome } from './turn-outcome.js';
import { mayGrow, TurnPreparation } from './turn-preparation.js';
import { TurnSpeech } from './turn-speech.js';

/** A turn that goes on where it was laid aside. */
export interface LaidAside {
  turn: RunningTurn;
  draft: TurnDraft & Prepared;
  loop: LoopState;
  /** All it has told so far. */
  told: readonly LogFrame[];
}

@Injectable()
export class TurnRunner {
  private readonly logger = new Logger(TurnRunner.name);

  constructor(
    private readonly preparation: TurnPreparation,
    private readonly patterns: PatternedAnswer,
    private readonly narrator: TurnNarrator,
    private readonly speech: TurnSpeech,
    private readonly finisher: TurnFinisher,
    private readonly running: RunningTurns,
  ) {}

  /** It is about to be accepted: what it is answered with is looked for already. */
  expect(turn: RunningTurn): void {
    this.preparation.begin(turn);
  }

  /** Begins; the turn's end is `turn.ended`. Whoever wants to watch follows the log. */
  start(turn: RunningTurn): void {
    this.running.add(turn);
    this.narrator.begin(turn);
    const draft: TurnDraft = { startedAt: performance.now() };
    this.begin(turn, draft, () => this.answer(turn, draft));
  }

  goOn({ turn, draft, loop, told }: LaidAside): void {
    this.running.add(turn);
    this.narrator.goOn(turn, told);
    this.begin(turn, draft, () => this.speech.speak(turn, draft, this.patterns.resume(turn, loop, draft)));
  }

  private begin(turn: RunningTurn, draft: TurnDraft, answer: () => Promise<TurnOutcome | undefined>): void {
    this.run(turn, draft, answer).catch((error: unknown) =>
      this.logger.error({ err: error, turn_id: turn.accepted.turnId }, 'a turn did not end'),
    );
  }

  private async run(turn: RunningTurn, draft: TurnDraft, answer: () => Promise<TurnOutcome | undefined>) {
    let outcome: TurnOutcome | undefined;
    try {
      outcome = await answer();
    } catch (error) {
      outcome = outcomeOfError(error, turn.text.length > 0, turn.stopReason);
      if (outcome.code) this.log(turn, error, outcome.code);
    }
    if (outcome) await timed(turn.trace, 'finish', this.finisher.finish(turn, draft, outcome));
    // One that is laid aside goes on without: its trace would be open for days.
    turn.trace?.end({ 'rai.state': outcome?.state ?? 'waiting' }, outcome?.code);
  }

  /** The one line about the fault of a turn. */
  private log({ accepted: { turnId } }: RunningTurn, error: unknown, code: ErrorCode): void {
    this.logger[isOwnFault(code) ? 'error' : 'warn']({ err: error, turn_id: turnId }, `turn ended: ${code}`);
  }

  private async answer(turn: RunningTurn, draft: TurnDraft): Promise<TurnOutcome | undefined> {
    const events = await this.begun(turn, draft);
    if (!events) return this.refuse(turn, draft);
    return this.speech.speak(turn, draft, events);
  }

  /** The answer, about to be asked for; undefined: it is refused. Apart, so that while it streams nothing is held of what it was asked with. */
  private async begun(turn: RunningTurn, draft: TurnDraft): Promise<AsyncIterable<LoopEvent> | undefined> {
    const prepared = await this.preparation.prepare(turn, draft);
    const { context, prompt } = prepared;
    this.narrator.contextReady(turn, {
      type: 'context-ready',
      citations: context.citations,
      memories: prompt.memories,
      missing: context.missing,
    });
    if (isRefused(turn.accepted, context)) return undefined;
    if (!mayGrow(turn.accepted)) keepForEnd(draft);
    return this.patterns.answer(turn, requestOf(turn, prompt), prepared);
  }

  /** The documents hold no evidence and the conversation wants no answer without. */
  private refuse(turn: RunningTurn, draft: TurnDraft): TurnOutcome {
    draft.firstTextAt ??= performance.now();
    this.narrator.say(turn, REFUSAL);
    draft.finish = { type: 'finish', reason: 'stop', model: turn.accepted.model };
    return outcomeOfFinish(draft.finish.reason);
  }
}
