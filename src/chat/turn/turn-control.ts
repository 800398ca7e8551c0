/** Looking at a turn and stopping it. */
import { Injectable } from '@nestjs/common';
import { toTurnView, type TurnView } from '../views/turn.view.js';
import { RunningTurns } from './running-turns.js';
import { TurnHistory } from './turn-history.js';

@Injectable()
export class TurnControl {
  constructor(
    private readonly running: RunningTurns,
    private readonly history: TurnHistory,
  ) {}

  async get(userId: string, turnId: string): Promise<TurnView> {
    const live = this.running.get(userId, turnId);
    return toTurnView(await this.history.get(userId, turnId), live);
  }

  /** Resolves when the turn has ended and its text is saved; a turn that is over stays as it is. */
  async stop(userId: string, turnId: string): Promise<TurnView> {
    const running = this.running.get(userId, turnId);
    if (running) {
      running.stop('stopped');
      await running.ended;
    }
    return toTurnView(await this.history.get(userId, turnId));
  }
}
