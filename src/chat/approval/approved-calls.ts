/**
 * Runs calls that were decided about, each at most once, whatever dies in between: the intent is committed before a tool
 * runs, its outcome after. A call whose outcome is not known is never run again.
 */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { SqlValue, Statement } from '../../platform/database/statement.js';
import { ToolRegistry } from '../../tools/tool-registry.js';
import type { CallOutcome } from '../../tools/tool-runner.js';
import type { Citation } from '../turn-event.js';
import { type ApprovalRow, ApprovalRows, type TurnKey } from './approval-rows.js';
import { untold } from './untold-outcome.js';

/** What a call gave, with the sources it made citable. */
export interface KeptOutcome {
  outcome: CallOutcome;
  citations: Citation[];
}

@Injectable()
export class ApprovedCalls {
  constructor(
    private readonly rows: ApprovalRows,
    private readonly database: Database,
    private readonly registry: ToolRegistry,
  ) {}

  /** In the order they were asked about. */
  of(turn: TurnKey): Promise<ApprovalRow[]> {
    return this.rows.ofTurn(turn);
  }

  async outcome(turn: TurnKey, callId: string, run: (toolHash: string) => Promise<KeptOutcome>): Promise<CallOutcome> {
    const row = (await this.rows.ofTurn(turn)).find(({ call_id }) => call_id === callId);
    if (!row) throw new Error(`nobody was asked about the call ${callId}`);
    if (row.state === 'done') return keptOf(row).outcome;
    if (row.state === 'started') await this.database.batch([step(turn, callId, 'started', 'interrupted')]);
    if (row.state !== 'approved') return untold(row.state);
    if ((await this.standing(turn.userId, row)) === 'changed') {
      await this.database.batch([step(turn, callId, 'approved', 'stale')]);
      return untold('stale');
    }
    return this.runOnce(turn, callId, () => run(row.tool_hash));
  }

  /** Whether the tool is still the one somebody was asked about; `away`: it cannot be found at the moment. */
  async standing(userId: string, row: Pick<ApprovalRow, 'name' | 'tool_hash'>): Promise<'same' | 'changed' | 'away'> {
    const known = await this.registry.find(row.name, userId);
    if (!known) return 'away';
    return known.schemaHash === row.tool_hash ? 'same' : 'changed';
  }

  private async runOnce(turn: TurnKey, callId: string, run: () => Promise<KeptOutcome>): Promise<CallOutcome> {
    await this.database.batch([step(turn, callId, 'approved', 'started')]);
    try {
      const kept = await run();
      await this.database.batch([step(turn, callId, 'started', 'done', JSON.stringify(kept))]);
      return kept.outcome;
    } catch (error) {
      // Stopped while it ran, or its outcome could not be kept: nobody can say how far it got.
      await this.database.batch([step(turn, callId, 'started', 'interrupted')]);
      throw error;
    }
  }
}

/** Of a call that is done. */
export function keptOf({ outcome }: ApprovalRow): KeptOutcome {
  return JSON.parse(outcome!) as KeptOutcome;
}

function step({ userId, turnId }: TurnKey, callId: string, from: string, to: string, outcome?: SqlValue): Statement {
  return {
    sql: `UPDATE turn_approvals SET state = ?, outcome = ? WHERE user_id = ? AND turn_id = ? AND call_id = ? AND state = ?`,
    params: [to, outcome ?? null, userId, turnId, callId, from],
    expect: 1,
  };
}
