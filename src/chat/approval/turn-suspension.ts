/** Lays a turn aside until people have decided about its calls: all it takes to go on is committed before anybody hears of it. */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { ApprovalConfig } from '../../config/approval.config.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { insertPart } from '../../session/turn-statements.js';
import type { ApprovalRequest, WaitEvent } from '../loop/loop-event.js';
import { toApprovalEvent } from '../loop/tool-event.js';
import type { ApprovalRequired } from '../turn-event.js';
import { Instance } from '../turn/instance.js';
import type { RunningTurn } from '../turn/running-turn.js';
import type { TurnDraft } from '../turn/turn-draft.js';
import { type Checkpoint, writeCheckpoint } from './checkpoint.js';
import { Checkpoints } from './checkpoints.js';
import { dropCheckpoint, keepCheckpoint } from './checkpoint-statements.js';

@Injectable()
export class TurnSuspension {
  private readonly logger = new Logger(TurnSuspension.name);

  constructor(
    private readonly database: Database,
    private readonly instance: Instance,
    private readonly config: ApprovalConfig,
    private readonly clock: Clock,
    private readonly checkpoints: Checkpoints,
  ) {}

  /** Resolves after the commit, with what is to be told. Throws where the turn cannot be kept; then it did not wait. */
  async suspend(turn: RunningTurn, draft: TurnDraft, { requests, state }: WaitEvent): Promise<ApprovalRequired[]> {
    // A part that came later would set the number of the last event back.
    await turn.savingPart;
    const { userId, turnId, messageId } = turn.accepted;
    const now = this.clock.iso();
    const expiresAt = this.clock.iso(this.config.expiresMs);
    const events = requests.map((request) => toApprovalEvent(request, expiresAt));
    const parts = turn.unsavedLength ? [turn.takeUnsaved()] : [];
    const progress = progressWith(turn, events);
    const checkpoint = { accepted: turn.accepted, progress, draft, loop: state } as Checkpoint;
    await this.database.batch([
      // The turn first, then its answer, as whoever deletes it.
      this.wait(turn, progress.nextSeq - 1),
      ...parts.map((part) => insertPart(userId, messageId, part)),
      keepCheckpoint(userId, turnId, writeCheckpoint(checkpoint), now),
      ...requests.map((request, i) => ask(turn, request, i, { now, expiresAt })),
    ]);
    await this.forgetInIt(turn);
    return events;
  }

  /** Something may have been forgotten while the turn ran, before there was a checkpoint to take it out of. */
  private async forgetInIt({ accepted: { userId, turnId } }: RunningTurn): Promise<void> {
    try {
      await this.checkpoints.forget(userId, turnId);
    } catch (error) {
      // It waits all the same, and is read without what was forgotten.
      this.logger.warn({ err: error, turn_id: turnId }, 'what was forgotten stays in a turn that waits, for now');
    }
  }

  /** The answer goes on and cannot be begun at the same place again. Throws where another server has taken it up there. */
  async forget(turn: RunningTurn): Promise<void> {
    const { userId, turnId } = turn.accepted;
    const hold = {
      sql: "UPDATE turns SET last_seq = last_seq WHERE user_id = ? AND id = ? AND state = 'running' AND lease_owner = ?",
      params: [userId, turnId, this.instance.id],
      expect: 1,
    };
    await this.database.batch([hold, dropCheckpoint(userId, turnId)]);
    turn.hasCheckpoint = false;
  }

  private wait({ accepted: { userId, turnId } }: RunningTurn, lastSeq: number): Statement {
    return {
      sql: `UPDATE turns SET state = 'requires_action', last_seq = ?, lease_owner = NULL, lease_until = NULL
        WHERE user_id = ? AND id = ? AND state = 'running' AND lease_owner = ?`,
      params: [lastSeq, userId, turnId, this.instance.id],
      expect: 1,
    };
  }
}

/** As it will be once the events are told. */
function progressWith(turn: RunningTurn, events: readonly ApprovalRequired[]) {
  const progress = turn.progress();
  const steps = events.map((event) => ({ after: progress.deltas.length, event }));
  return { ...progress, steps: [...progress.steps, ...steps], nextSeq: progress.nextSeq + events.length };
}

function ask(
  { accepted: { userId, turnId } }: RunningTurn,
  { id, name, arguments: args, sideEffects, toolHash }: ApprovalRequest,
  position: number,
  { now, expiresAt }: { now: string; expiresAt: string },
): Statement {
  return {
    sql: `INSERT INTO turn_approvals (user_id, turn_id, call_id, position, name, arguments, side_effects, tool_hash, state,
      created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?)`,
    params: [userId, turnId, id, position, name, args, sideEffects, toolHash, now, expiresAt],
  };
}
