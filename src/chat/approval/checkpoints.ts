/** Turns that were laid aside, read back: without what was forgotten meanwhile. */
import { Injectable } from '@nestjs/common';
import type { LogFrame } from '../../common/log-frame.js';
import { StillKnown } from '../../memory/still-known.js';
import { Database } from '../../platform/database/database.js';
import type { Forgotten } from '../context/scrub-ledger.js';
import { framesSoFar } from '../turn/replay-frames.js';
import { RunningTurn } from '../turn/running-turn.js';
import { TurnHistory } from '../turn/turn-history.js';
import type { LaidAside } from '../turn/turn-runner.js';
import type { TurnKey } from './approval-rows.js';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.js';
import { forgetInCheckpoint, recalledIn } from './forget-in-checkpoint.js';

@Injectable()
export class Checkpoints {
  constructor(
    private readonly database: Database,
    private readonly history: TurnHistory,
    private readonly known: StillKnown,
  ) {}

  async has({ userId, turnId }: TurnKey): Promise<boolean> {
    const sql = 'SELECT 1 AS one FROM turn_checkpoints WHERE user_id = ? AND turn_id = ?';
    return (await this.database.rows(sql, [userId, turnId])).length > 0;
  }

  /** Undefined: it is not laid aside any more. */
  async load({ userId, turnId }: TurnKey): Promise<LaidAside | undefined> {
    const sql = 'SELECT checkpoint FROM turn_checkpoints WHERE user_id = ? AND turn_id = ?';
    const [row] = await this.database.rows<{ checkpoint: string }>(sql, [userId, turnId]);
    if (!row) return undefined;
    const checkpoint = await this.withoutForgotten(readCheckpoint(row.checkpoint));
    const { accepted, progress, draft, loop } = checkpoint;
    const content = await this.history.savedSoFar(userId, accepted.messageId);
    return { turn: RunningTurn.from(accepted, progress, content), draft, loop, told: told(checkpoint, content) };
  }

  /** Takes what is not known any more out of turns of the user that wait; of one, or of all. */
  async forget(userId: string, turnId?: string): Promise<void> {
    const one = turnId === undefined ? { sql: '', params: [] } : { sql: ' AND turn_id = ?', params: [turnId] };
    const sql = `SELECT turn_id, checkpoint FROM turn_checkpoints WHERE user_id = ?${one.sql}`;
    const rows = await this.database.rows<{ turn_id: string; checkpoint: string }>(sql, [userId, ...one.params]);
    for (const { turn_id, checkpoint: kept } of rows) {
      const checkpoint = readCheckpoint(kept);
      const cleaned = await this.withoutForgotten(checkpoint);
      if (cleaned === checkpoint) continue;
      // One that was written anew meanwhile was read without.
      const update = 'UPDATE turn_checkpoints SET checkpoint = ? WHERE user_id = ? AND turn_id = ? AND checkpoint = ?';
      await this.database.batch([{ sql: update, params: [writeCheckpoint(cleaned), userId, turn_id, kept] }]);
    }
  }

  /** The same where nothing was forgotten. */
  private async withoutForgotten(checkpoint: Checkpoint): Promise<Checkpoint> {
    const { userId, createdAt } = checkpoint.accepted;
    const recalled = [...new Set(recalledIn(checkpoint).map(({ id }) => id))];
    const known = await this.known.among(userId, recalled);
    const forgotten: Forgotten = {
      isGone: ({ id }) => !known.has(id),
      anything: await this.known.hasForgottenSince(userId, createdAt),
    };
    if (!forgotten.anything && recalled.every((id) => known.has(id))) return checkpoint;
    return forgetInCheckpoint(checkpoint, forgotten);
  }
}

function told({ accepted, progress, draft: { context } }: Checkpoint, content: string): LogFrame[] {
  const { sessionId, turnId, userMessageId, messageId, model } = accepted;
  const start = { session_id: sessionId, turn_id: turnId, user_message_id: userMessageId, message_id: messageId };
  const { deltas, steps, firstCitations, memories } = progress;
  const replay = { deltas, tools: steps, citations: firstCitations, missing: context.missing, model };
  return [...framesSoFar({ start, content, citations: context.citations, memories }, replay)];
}
