/** Looking at a turn, deciding about what it waits for, and stopping it. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Signals } from '../../platform/signals/signals.js';
import { ApprovalRows, type TurnKey } from '../approval/approval-rows.js';
import { Approvals, type Verdict } from '../approval/approvals.js';
import { TurnResumption } from '../approval/turn-resumption.js';
import { toTurnView, type TurnView } from '../views/turn.view.js';
import { RunningTurns } from './running-turns.js';
import { TurnHistory } from './turn-history.js';

/** How often a turn that is not answered here is looked at, told to stop again, and when that is given up. Milliseconds. */
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
    private readonly rows: ApprovalRows,
    private readonly approvals: Approvals,
    private readonly resumption: TurnResumption,
  ) {}

  async get(userId: string, turnId: string): Promise<TurnView> {
    const live = this.running.get(userId, turnId);
    return this.view({ userId, turnId }, live);
  }

  /** Resolves when the turn has ended and its text is saved; a turn that is over stays as it is. */
  async stop(userId: string, turnId: string): Promise<TurnView> {
    for (let waited = 0; waited < LONGEST_MS && !(await this.isStopped({ userId, turnId })); waited += LOOK_MS) {
      // Another server has it, or it is just about to go on; a signal may get lost, so it is sent until the turn is over.
      if (waited % TELL_AGAIN_MS === 0) this.signals.send('turn.stop', { userId, turnId });
      await this.clock.sleep(LOOK_MS);
    }
    return this.view({ userId, turnId });
  }

  /** Throws not_found, not_waiting and approval_stale. Resolves once the decision is kept; the turn goes on by itself. */
  async decide(userId: string, turnId: string, verdict: Verdict): Promise<TurnView> {
    await this.approvals.decide({ userId, turnId }, verdict);
    return this.get(userId, turnId);
  }

  private async view(turn: TurnKey, live?: { text: string; lastSeq: number }): Promise<TurnView> {
    const row = await this.history.get(turn.userId, turn.turnId);
    return toTurnView(row, { live, approvals: row.state === 'requires_action' ? await this.rows.waiting(turn) : [] });
  }

  /** False: it runs, and not here, or was allowed to go on in this moment. */
  private async isStopped(turn: TurnKey): Promise<boolean> {
    const running = this.running.get(turn.userId, turn.turnId);
    running?.stop('stopped');
    if (await running?.ended) return true;
    // It may have been laid aside before it heard of it.
    const { state } = await this.history.head(turn.userId, turn.turnId);
    return state === 'requires_action' ? this.resumption.end(turn, 'stopped') : state !== 'running';
  }
}
