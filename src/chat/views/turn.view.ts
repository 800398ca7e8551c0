/** A turn as GET /turns/:id shows it. */
import type { MessageUsage } from '../../session/message-usage.js';
import type { ApprovalRow } from '../approval/approval-rows.js';
import type { TurnRow } from '../turn/turn-history.js';
import { ApprovalView, toApprovalView } from './approval.view.js';

export class TurnView {
  id: string;
  session_id: string;
  user_message_id: string;
  message_id: string;
  /** `requires_action`: calls of tools wait for a yes, see `approvals`. */
  state: 'running' | 'requires_action' | 'complete' | 'incomplete' | 'failed';
  /** Why it is incomplete. */
  reason?: string;
  /** What failed. */
  code?: string;
  error?: string;
  /** The answer; of a running turn what there is so far. */
  response: string;
  /** Number of the newest event. */
  seq: number;
  model: string | null;
  usage?: MessageUsage;
  /** What waits for POST /turns/:id/approve or /deny. */
  approvals?: ApprovalView[];
  created_at: string;
  ended_at?: string;
}

export interface TurnExtras {
  /** Text and number of a turn that this process is running, fresher than what is saved. */
  live?: { text: string; lastSeq: number };
  /** Calls that wait. */
  approvals?: readonly ApprovalRow[];
}

export function toTurnView(row: TurnRow, { live, approvals = [] }: TurnExtras = {}): TurnView {
  return {
    id: row.id,
    session_id: row.session_id,
    user_message_id: row.user_message_id,
    message_id: row.message_id,
    state: row.state,
    ...(row.reason && { reason: row.reason }),
    ...(row.code && { code: row.code }),
    ...(row.error && { error: row.error }),
    response: live?.text ?? row.content,
    seq: live?.lastSeq ?? row.last_seq,
    model: row.model,
    ...(row.usage && { usage: JSON.parse(row.usage) as MessageUsage }),
    ...(approvals.length > 0 && { approvals: approvals.map(toApprovalView) }),
    created_at: row.created_at,
    ...(row.ended_at && { ended_at: row.ended_at }),
  };
}
