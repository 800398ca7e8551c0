/** Decides about calls that wait: people do, or the time that passed. Once nothing of a turn waits any more, it goes on. */
import { Injectable } from '@nestjs/common';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';
import { type Statement, UnexpectedChanges } from '../../platform/database/statement.js';
import { ToolPolicies } from '../policies/tool-policies.js';
import { TurnHistory } from '../turn/turn-history.js';
import { type ApprovalRow, ApprovalRows, type TurnKey } from './approval-rows.js';
import type { Decision } from './approval-state.js';
import { ApprovedCalls } from './approved-calls.js';
import { lockWaiting, TurnResumption } from './turn-resumption.js';

/** What somebody said about a turn that waits. */
export interface Verdict {
  decision: 'approved' | 'denied';
  /** Ids of calls; undefined: all that wait. */
  ids?: readonly string[];
  /** It holds for later calls of the same tools too. */
  remember?: boolean;
}

/** Each that fails is a decision of somebody else about this turn. */
const ATTEMPTS = 20;

@Injectable()
export class Approvals {
  constructor(
    private readonly rows: ApprovalRows,
    private readonly calls: ApprovedCalls,
    private readonly policies: ToolPolicies,
    private readonly resumption: TurnResumption,
    private readonly history: TurnHistory,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Throws not_found, not_waiting, tool_unavailable, and approval_stale where a tool is not what was asked about any more. */
  async decide(turn: TurnKey, verdict: Verdict): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.decideAsItStands(turn, verdict);
      } catch (error) {
        // Somebody else was faster: what they said stands, and may be the same.
        if (!(error instanceof UnexpectedChanges)) throw error;
        if (attempt === ATTEMPTS) throw new AppError('not_waiting');
      }
    }
  }

  /** Nobody answered in time. */
  async expire(turn: TurnKey): Promise<void> {
    const now = this.clock.iso();
    const late = (await this.rows.waiting(turn)).filter(({ expires_at }) => expires_at <= now);
    if (late.length) await this.settle(turn, late, 'expired');
  }

  /** Throws UnexpectedChanges where another decision comes in between. */
  private async decideAsItStands(turn: TurnKey, verdict: Verdict): Promise<void> {
    await this.history.head(turn.userId, turn.turnId);
    const named = targetsOf(await this.rows.ofTurn(turn), verdict);
    const targets = named.filter(({ state }) => !isSame(state, verdict.decision));
    if (named.length && !targets.length) return;
    const late = this.clock.iso();
    if (!targets.length || targets.some(({ state, expires_at }) => state !== 'waiting' || expires_at <= late))
      throw new AppError('not_waiting');
    const stale = verdict.decision === 'approved' ? await this.stale(turn, targets) : [];
    if (stale.length) {
      await this.settle(turn, stale, 'stale');
      throw new AppError('approval_stale', undefined, { extra: { call_ids: stale.map(({ call_id }) => call_id) } });
    }
    await this.settle(turn, targets, verdict.decision, await this.remembered(turn, targets, verdict));
  }

  private async settle(turn: TurnKey, rows: ApprovalRow[], decision: Decision, more: Statement[] = []): Promise<void> {
    const now = this.clock.iso();
    const decided = rows.map(({ call_id }) => setDecision(turn, call_id, decision, now));
    const changes = await this.database.batch([lockWaiting(turn), ...decided, ...more, this.resumption.claim(turn)]);
    if (changes.at(-1)) await this.resumption.goOn(turn);
  }

  private async stale({ userId }: TurnKey, rows: readonly ApprovalRow[]): Promise<ApprovalRow[]> {
    const standing = await Promise.all(rows.map((row) => this.calls.standing(userId, row)));
    // It may come back: the request stays.
    if (standing.includes('away')) throw new AppError('tool_unavailable');
    return rows.filter((_, i) => standing[i] === 'changed');
  }

  private async remembered(
    { userId }: TurnKey,
    targets: readonly ApprovalRow[],
    { decision, remember }: Verdict,
  ): Promise<Statement[]> {
    if (!remember) return [];
    const policy = decision === 'approved' ? 'allow' : 'deny';
    const tools = [...new Set(targets.map(({ name }) => name))];
    if (policy === 'allow') for (const tool of tools) await this.policies.refuseDangerous(userId, tool);
    return tools.map((tool) => this.policies.statement(userId, tool, policy));
  }
}

function targetsOf(rows: readonly ApprovalRow[], { ids }: Verdict): ApprovalRow[] {
  if (!ids) return rows.filter(({ state }) => state === 'waiting');
  return [...new Set(ids)].map((id) => {
    const row = rows.findLast(({ call_id }) => call_id === id);
    if (!row) throw notFound();
    return row;
  });
}

/** Said twice is said once. */
function isSame(state: ApprovalRow['state'], decision: Verdict['decision']): boolean {
  if (decision === 'denied') return state === 'denied';
  return ['approved', 'started', 'done', 'interrupted'].includes(state);
}

function setDecision({ userId, turnId }: TurnKey, callId: string, decision: Decision, now: string): Statement {
  return {
    sql: `UPDATE turn_approvals SET state = ?, decided_at = ? WHERE user_id = ? AND turn_id = ? AND call_id = ? AND state = 'waiting'`,
    params: [decision, now, userId, turnId, callId],
    expect: 1,
  };
}
