/** The turns this process is running. */
import { Injectable } from '@nestjs/common';
import { EventBus } from '../../platform/events/event-bus.js';
import type { TurnPlace } from '../../platform/turn-log/turn-log.js';
import type { IncompleteReason } from '../turn-event.js';
import type { RunningTurn } from './running-turn.js';

@Injectable()
export class RunningTurns {
  private readonly turns = new Map<string, RunningTurn>();

  constructor(private readonly events: EventBus) {}

  get size(): number {
    return this.turns.size;
  }

  add(turn: RunningTurn): void {
    const { userId, turnId } = turn.accepted;
    this.turns.set(turnId, turn);
    this.events.emit('turn.started', { userId, turnId });
  }

  remove(turn: RunningTurn): void {
    this.turns.delete(turn.accepted.turnId);
  }

  get(userId: string, turnId: string): RunningTurn | undefined {
    const turn = this.turns.get(turnId);
    return turn?.accepted.userId === userId ? turn : undefined;
  }

  all(): RunningTurn[] {
    return [...this.turns.values()];
  }

  /** Ends every turn and waits until each is saved; those that are being laid aside stay so. */
  async stopAll(reason: IncompleteReason): Promise<void> {
    const turns = this.all();
    for (const turn of turns) turn.stop(reason);
    await Promise.all(turns.map((turn) => turn.ended));
  }

  /** Stops the turns of a conversation; without one, all of the account. */
  stopOf({ userId, sessionId }: TurnPlace): void {
    for (const turn of this.all()) {
      if (turn.accepted.userId !== userId) continue;
      if (sessionId === undefined || turn.accepted.sessionId === sessionId) turn.stop('stopped');
    }
  }
}
