/** Calls that were asked about, as the database knows them. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { SideEffects } from '../../tools/tool.js';
import type { ApprovalState } from './approval-state.js';

export interface ApprovalRow {
  call_id: string;
  name: string;
  arguments: string;
  side_effects: SideEffects;
  tool_hash: string;
  state: ApprovalState;
  /** JSON of a KeptOutcome. */
  outcome: string | null;
  expires_at: string;
}

export interface TurnKey {
  userId: string;
  turnId: string;
}

@Injectable()
export class ApprovalRows {
  constructor(private readonly database: Database) {}

  /** All of a turn, in the order they were asked about. */
  ofTurn({ userId, turnId }: TurnKey): Promise<ApprovalRow[]> {
    const sql = `SELECT call_id, name, arguments, side_effects, tool_hash, state, outcome, expires_at FROM turn_approvals
      WHERE user_id = ? AND turn_id = ? ORDER BY position`;
    return this.database.rows<ApprovalRow>(sql, [userId, turnId]);
  }

  async waiting(turn: TurnKey): Promise<ApprovalRow[]> {
    return (await this.ofTurn(turn)).filter(({ state }) => state === 'waiting');
  }

  /** Turns in which nobody answered in time. */
  async expired(now: string): Promise<TurnKey[]> {
    const sql = `SELECT DISTINCT user_id, turn_id FROM turn_approvals WHERE state = 'waiting' AND expires_at <= ? LIMIT 100`;
    const rows = await this.database.rows<{ user_id: string; turn_id: string }>(sql, [now]);
    return rows.map(({ user_id, turn_id }) => ({ userId: user_id, turnId: turn_id }));
  }
}
