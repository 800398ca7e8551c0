/** Tells what a turn does: keeps it with the turn, numbers it, and puts it where readers follow. */
import { Injectable } from '@nestjs/common';
import type { LogFrame } from '../../common/log-frame.js';
import { TurnLog } from '../../platform/turn-log/turn-log.js';
import type { ContextReady, StepEvent } from '../turn-event.js';
import { AnswerSaver } from './answer-saver.js';
import type { RunningTurn } from './running-turn.js';

@Injectable()
export class TurnNarrator {
  constructor(
    private readonly log: TurnLog,
    private readonly saver: AnswerSaver,
  ) {}

  begin(turn: RunningTurn): void {
    const { userId, turnId, sessionId, userMessageId, messageId, model } = turn.accepted;
    const ids = { session_id: sessionId, turn_id: turnId, user_message_id: userMessageId, message_id: messageId };
    this.log.open(turnId, { userId, sessionId });
    this.log.append(turnId, [turn.frame({ type: 'turn-start', ...ids, model })]);
  }

  /** A turn that was laid aside; `told` are all its frames so far. */
  goOn(turn: RunningTurn, told: readonly LogFrame[]): void {
    const { userId, turnId, sessionId } = turn.accepted;
    this.log.open(turnId, { userId, sessionId }, told);
  }

  contextReady(turn: RunningTurn, event: ContextReady): void {
    turn.memories = event.memories;
    turn.firstCitations = event.citations.length;
    this.log.append(turn.accepted.turnId, [turn.frame(event)]);
  }

  say(turn: RunningTurn, text: string): void {
    if (!text) return;
    turn.addText(text);
    this.log.append(turn.accepted.turnId, [turn.textFrame(text)]);
    this.saver.textAdded(turn);
  }

  step(turn: RunningTurn, event: StepEvent): void {
    turn.addStep(event);
    this.log.append(turn.accepted.turnId, [turn.frame(event)]);
  }

  /** The turn waits; whoever reads goes on reading where it is answered again. */
  pause(turn: RunningTurn): void {
    this.log.pause(turn.accepted.turnId);
  }
}
