/** The turns this process is running. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EventBus } from '../../platform/events/event-bus.js';
import type { IncompleteReason } from '../turn-event.js';
import type { RunningTurn } from './running-turn.js';

@Injectable()
export class RunningTurns implements OnModuleInit {
  private readonly turns = new Map<string, RunningTurn>();

  constructor(private readonly events: EventBus) {}

  onModuleInit(): void {
    // What the turn would be saved to is gone.
    this.events.on('session.deleted', ({ userId, sessionId }) =>
      this.stopWhere(({ accepted }) => accepted.userId === userId && accepted.sessionId === sessionId),
    );
    this.events.on('user.deleted', ({ userId }) => this.stopWhere(({ accepted }) => accepted.userId === userId));
  }

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

  /** Ends every turn and waits until each is saved. */
  async stopAll(reason: IncompleteReason): Promise<void> {
    const turns = this.all();
    for (const turn of turns) turn.stop(reason);
    await Promise.all(turns.map((turn) => turn.ended));
  }

  private stopWhere(matches: (turn: RunningTurn) => boolean): void {
    for (const turn of this.all()) if (matches(turn)) turn.stop('stopped');
  }
}
