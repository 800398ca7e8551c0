/** Takes turns up again that were laid aside: where people have decided, where they were stopped, where a process died. */
import { Injectable } from '@nestjs/common';
import { isNotFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';
import { type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import type { IncompleteReason } from '../turn-event.js';
import { Instance, LEASE_MS } from '../turn/instance.js';
import { TurnFinisher } from '../turn/turn-finisher.js';
import { TurnHistory } from '../turn/turn-history.js';
import type { TurnOutcome } from '../turn/turn-outcome.js';
import { TurnRunner } from '../turn/turn-runner.js';
import type { TurnKey } from './approval-rows.js';
import { Checkpoints } from './checkpoints.js';

/** A lease as it was read; one that was renewed since is another. */
export interface ReadLease {
  owner: string;
  until: string;
}

/** As a turn that runs when its conversation is deleted. */
const STOPPED: TurnOutcome = { state: 'incomplete', reason: 'stopped' };

@Injectable()
export class TurnResumption {
  constructor(
    private readonly database: Database,
    private readonly checkpoints: Checkpoints,
    private readonly history: TurnHistory,
    private readonly runner: TurnRunner,
    private readonly finisher: TurnFinisher,
    private readonly instance: Instance,
    private readonly clock: Clock,
  ) {}

  /** Makes a waiting turn this process's own where nothing of it waits any more: one row, or none. Whoever commits it goes on. */
  claim({ userId, turnId }: TurnKey): Statement {
    return {
      sql: `UPDATE turns SET state = 'running', lease_owner = ?, lease_until = ? WHERE user_id = ? AND id = ?
        AND state = 'requires_action' AND NOT EXISTS (SELECT 1 FROM turn_approvals a
          WHERE a.user_id = turns.user_id AND a.turn_id = turns.id AND a.state = 'waiting')`,
      params: [this.instance.id, this.clock.iso(LEASE_MS), userId, turnId],
    };
  }

  /**
   * A turn that was claimed; one that cannot be read ends with its lease. Where its conversation is being deleted it ends:
   * nobody will see what it would say.
   */
  async goOn(turn: TurnKey): Promise<void> {
    const laidAside = await this.checkpoints.load(turn);
    if (!laidAside) return;
    if (await this.isShown(turn)) this.runner.goOn(laidAside);
    else await this.finisher.finish(laidAside.turn, laidAside.draft, STOPPED);
  }

  /** Ends a turn that waits. Gives false where it does not wait any more. */
  async end(turn: TurnKey, reason: IncompleteReason): Promise<boolean> {
    const { userId, turnId } = turn;
    const sql = `UPDATE turn_approvals SET state = 'cancelled', decided_at = ? WHERE user_id = ? AND turn_id = ? AND state = 'waiting'`;
    const cancel = { sql, params: [this.clock.iso(), userId, turnId] };
    if (!(await this.commit([lockWaiting(turn), cancel, { ...this.claim(turn), expect: 1 }]))) return false;
    const laidAside = await this.checkpoints.load(turn);
    if (!laidAside) return false;
    await this.finisher.finish(laidAside.turn, laidAside.draft, { state: 'incomplete', reason });
    return true;
  }

  /** A turn whose process died before the model spoke again. Gives false where it cannot go on, or somebody else was faster. */
  async adopt(turn: TurnKey, { owner, until }: ReadLease): Promise<boolean> {
    if (!(await this.checkpoints.has(turn))) return false;
    const take = {
      sql: `UPDATE turns SET lease_owner = ?, lease_until = ? WHERE user_id = ? AND id = ? AND state = 'running' AND lease_owner = ?
        AND lease_until = ?`,
      params: [this.instance.id, this.clock.iso(LEASE_MS), turn.userId, turn.turnId, owner, until],
      expect: 1,
    };
    if (await this.commit([take])) await this.goOn(turn);
    return true;
  }

  private async isShown({ userId, turnId }: TurnKey): Promise<boolean> {
    try {
      await this.history.head(userId, turnId);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  private async commit(statements: Statement[]): Promise<boolean> {
    try {
      await this.database.batch(statements);
      return true;
    } catch (error) {
      if (error instanceof UnexpectedChanges) return false;
      throw error;
    }
  }
}

/** One decision after the other: what is left to decide is counted by the last (PostgreSQL). */
export function lockWaiting({ userId, turnId }: TurnKey): Statement {
  const sql = `UPDATE turns SET last_seq = last_seq WHERE user_id = ? AND id = ? AND state = 'requires_action'`;
  return { sql, params: [userId, turnId], expect: 1 };
}
