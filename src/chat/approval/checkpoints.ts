/** Turns that were laid aside, read back: without what was forgotten meanwhile. */
import { Injectable, Logger } from '@nestjs/common';
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
  private readonly logger = new Logger(Checkpoints.name);

  constructor(
    private readonly database: Database,
    private readonly history: TurnHistory,
    private readonly known: StillKnown,
  ) {}

  /** That the turn is laid aside, and can be taken up again. */
  async has(turn: TurnKey): Promise<boolean> {
    return (await this.kept(turn)) !== undefined;
  }

  /** Undefined: it is not laid aside any more, or in a way that cannot be read. */
  async load(turn: TurnKey): Promise<LaidAside | undefined> {
    const { userId } = turn;
    const kept = await this.kept(turn);
    if (!kept) return undefined;
    const checkpoint = await this.withoutForgotten(kept);
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
      const checkpoint = this.read({ userId, turnId: turn_id }, kept);
      const cleaned = checkpoint && (await this.withoutForgotten(checkpoint));
      if (checkpoint && cleaned === checkpoint) continue;
      // One that was written anew meanwhile was read without.
      const where = 'WHERE user_id = ? AND turn_id = ? AND checkpoint = ?';
      const params = [userId, turn_id, kept];
      await this.database.batch([
        cleaned
          ? {
              sql: `UPDATE turn_checkpoints SET checkpoint = ? ${where}`,
              params: [writeCheckpoint(cleaned), ...params],
            }
          : // Nobody can tell what it holds, and no turn can go on from it.
            { sql: `DELETE FROM turn_checkpoints ${where}`, params },
      ]);
    }
  }

  private async kept(turn: TurnKey): Promise<Checkpoint | undefined> {
    const sql = 'SELECT checkpoint FROM turn_checkpoints WHERE user_id = ? AND turn_id = ?';
    const [row] = await this.database.rows<{ checkpoint: string }>(sql, [turn.userId, turn.turnId]);
    return row && this.read(turn, row.checkpoint);
  }

  /** Undefined: a server of another version wrote it, or it is broken. */
  private read({ turnId }: TurnKey, json: string): Checkpoint | undefined {
    try {
      return readCheckpoint(json);
    } catch (error) {
      this.logger.error({ err: error, turn_id: turnId }, 'what a turn was laid aside with cannot be read; it ends');
      return undefined;
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
