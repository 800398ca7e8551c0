/** Looking at a turn and stopping it. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Signals } from '../../platform/signals/signals.js';
import { toTurnView, type TurnView } from '../views/turn.view.js';
import { RunningTurns } from './running-turns.js';
import { TurnHistory } from './turn-history.js';

/** How often a turn of another server is looked at, told to stop again, and when that is given up. Milliseconds. */
const LOOK_MS = 50;
const TELL_AGAIN_MS = 500;
/** A server that died has its turns ended by then. */
const LONGEST_MS = 15_000;

@Injectable()
export class TurnControl {
  constructor(
    private readonly running: RunningTurns,
    private readonly history: TurnHistory,
    private readonly signals: Signals,
    private readonly clock: Clock,
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
    } else if (this.signals.reachesOthers) {
      await this.stopElsewhere(userId, turnId);
    }
    return toTurnView(await this.history.get(userId, turnId));
  }

  /** Whoever runs it hears of it; a signal may get lost, so it is sent until the turn is over. */
  private async stopElsewhere(userId: string, turnId: string): Promise<void> {
    const isRunning = async () => (await this.history.head(userId, turnId)).state === 'running';
    for (let waited = 0; waited < LONGEST_MS && (await isRunning()); waited += LOOK_MS) {
      if (waited % TELL_AGAIN_MS === 0) this.signals.send('turn.stop', { userId, turnId });
      await this.clock.sleep(LOOK_MS);
    }
  }
}
