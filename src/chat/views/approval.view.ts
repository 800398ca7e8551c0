/** A call of a tool that waits for a yes. */
import type { ApprovalRow } from '../approval/approval-rows.js';
import { shownArguments } from '../loop/tool-event.js';

export class ApprovalView {
  /** Of the call; `call_id` of POST /turns/:id/approve and /deny. */
  id: string;
  /** Of the tool. */
  name: string;
  /** What it is called with: an object, or text where the model wrote no JSON. */
  arguments: unknown;
  side_effects: 'none' | 'asks' | 'dangerous';
  /** After this it counts as denied. */
  expires_at: string;
}

export function toApprovalView(row: ApprovalRow): ApprovalView {
  const { call_id: id, name, side_effects, expires_at } = row;
  return { id, name, arguments: shownArguments(row.arguments), side_effects, expires_at };
}
