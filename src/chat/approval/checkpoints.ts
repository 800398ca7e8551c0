/** Turns that were laid aside, read back. */
import { Injectable } from '@nestjs/common';
import type { LogFrame } from '../../common/log-frame.js';
import { Database } from '../../platform/database/database.js';
import { framesSoFar } from '../turn/replay-frames.js';
import { RunningTurn } from '../turn/running-turn.js';
import { TurnHistory } from '../turn/turn-history.js';
import type { LaidAside } from '../turn/turn-runner.js';
import type { TurnKey } from './approval-rows.js';
import { type Checkpoint, readCheckpoint } from './checkpoint.js';

@Injectable()
export class Checkpoints {
  constructor(
    private readonly database: Database,
    private readonly history: TurnHistory,
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
    const { content } = await this.history.get(userId, turnId);
    const checkpoint = readCheckpoint(row.checkpoint);
    const { accepted, progress, draft, loop } = checkpoint;
    return { turn: RunningTurn.from(accepted, progress, content), draft, loop, told: told(checkpoint, content) };
  }
}

function told({ accepted, progress, draft: { context } }: Checkpoint, content: string): LogFrame[] {
  const { sessionId, turnId, userMessageId, messageId, model } = accepted;
  const start = { session_id: sessionId, turn_id: turnId, user_message_id: userMessageId, message_id: messageId };
  const { deltas, steps, firstCitations, memories } = progress;
  const replay = { deltas, tools: steps, citations: firstCitations, missing: context.missing, model };
  return [...framesSoFar({ start, content, citations: context.citations, memories }, replay)];
}
