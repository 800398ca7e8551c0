/**
 * Tells what an answer brings, event by event, until it ends or a tool has to wait for a yes. Knows neither how the answer
 * is made nor how its end is saved.
 */
import { Injectable } from '@nestjs/common';
import { EventBus } from '../../platform/events/event-bus.js';
import { TurnSuspension } from '../approval/turn-suspension.js';
import type { AgentStepEvent, LoopEvent, SpokenEvent, WaitEvent } from '../loop/loop-event.js';
import { toToolEvent } from '../loop/tool-event.js';
import { recordAgentStep, recordToolResult } from '../loop/tool-ledger.js';
import type { RunningTurn } from './running-turn.js';
import { RunningTurns } from './running-turns.js';
import { StorableText } from './storable-text.js';
import { addSpent, type TurnDraft } from './turn-draft.js';
import { TurnNarrator } from './turn-narrator.js';
import { outcomeOfFinish, type TurnOutcome } from './turn-outcome.js';

type StepSpoken = Exclude<SpokenEvent, { type: 'text' | 'finish' }>;

@Injectable()
export class TurnSpeech {
  constructor(
    private readonly narrator: TurnNarrator,
    private readonly suspension: TurnSuspension,
    private readonly running: RunningTurns,
    private readonly events: EventBus,
  ) {}

  /** Undefined: the turn was laid aside. */
  async speak(turn: RunningTurn, draft: TurnDraft, events: AsyncIterable<LoopEvent>): Promise<TurnOutcome | undefined> {
    const storable = new StorableText();
    for await (const event of events) {
      if (turn.hasCheckpoint && isSaid(event)) await this.suspension.forget(turn);
      if (event.type === 'text') {
        draft.firstTextAt ??= performance.now();
        this.narrator.say(turn, storable.take(event.text));
      } else if (event.type === 'finish') {
        draft.finish = event;
      } else if (event.type === 'spent') {
        addSpent(draft, event, turn.text.length);
      } else {
        this.narrator.say(turn, storable.rest());
        if (event.type === 'wait') return this.layAside(turn, draft, event);
        this.tell(turn, draft, event);
      }
    }
    this.narrator.say(turn, storable.rest());
    if (!draft.finish) throw new Error('the model stream ended without a finish event');
    return outcomeOfFinish(draft.finish.reason);
  }

  private tell(turn: RunningTurn, { prompt }: TurnDraft, event: AgentStepEvent | StepSpoken): void {
    if (prompt && event.type === 'agent-step') recordAgentStep(prompt.ledger, event);
    else if (prompt && event.type === 'tool-result') recordToolResult(prompt.ledger, event);
    this.narrator.step(turn, event.type === 'agent-step' ? event.step : toToolEvent(event));
  }

  private async layAside(turn: RunningTurn, draft: TurnDraft, event: WaitEvent): Promise<undefined> {
    turn.signal.throwIfAborted();
    const requests = await this.suspension.suspend(turn, draft, event);
    for (const request of requests) this.narrator.step(turn, request);
    this.running.remove(turn);
    this.narrator.pause(turn);
    turn.layAside();
    this.events.emit('turn.waiting', { userId: turn.accepted.userId, turnId: turn.accepted.turnId });
  }
}

/** What only the model can have said; until then an answer that goes on could be begun again. */
const isSaid = ({ type }: LoopEvent): boolean => type === 'text' || type === 'tool-call';
