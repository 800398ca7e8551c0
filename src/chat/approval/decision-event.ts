/** What clients are told of a decision. Pure. */
import type { DecisionEvent } from '../loop/loop-event.js';
import type { ApprovalRow } from './approval-rows.js';
import type { ApprovalState, Decision } from './approval-state.js';

const DECISIONS: Partial<Record<ApprovalState, Decision>> = {
  denied: 'denied',
  cancelled: 'denied',
  expired: 'expired',
  stale: 'stale',
};

export function toDecisionEvent({ call_id: id, name, state }: ApprovalRow): DecisionEvent {
  return { type: 'approval-decided', id, name, decision: DECISIONS[state] ?? 'approved' };
}
