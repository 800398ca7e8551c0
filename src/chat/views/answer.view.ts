/** The answer of a turn that was not streamed. Pure. */
import type { MessageUsage } from '../../session/message-usage.js';
import type { WholeTurn } from '../turn/turn-watch.js';
import { ApprovalView } from './approval.view.js';
import { CitationView, MemoryView } from './citation.view.js';
import type { TurnView } from './turn.view.js';

export class AnswerView {
  status: 'success';
  response: string;
  session_id: string;
  turn_id: string;
  user_message_id: string;
  message_id: string;
  /** Which model answered; `extractive`: none, the answer quotes documents. */
  model: string;
  /** `requires_action` (with status 202): the turn goes on once `approvals` are decided. */
  turn_status: 'complete' | 'incomplete' | 'failed' | 'requires_action';
  /** Why the turn is incomplete. */
  reason?: string;
  finish_reason: string | null;
  citations: CitationView[];
  memories: MemoryView[];
  usage: MessageUsage | null;
  /** Calls of tools that wait for POST /turns/:id/approve or /deny. */
  approvals?: ApprovalView[];
}

export function toAnswerView(end: WholeTurn): AnswerView {
  return {
    status: 'success',
    response: end.response,
    session_id: end.session_id,
    turn_id: end.turn_id,
    user_message_id: end.user_message_id,
    message_id: end.message_id,
    model: end.model,
    turn_status: end.turn_status,
    ...(end.reason && { reason: end.reason }),
    finish_reason: end.finish_reason,
    citations: end.citations,
    memories: end.memories,
    usage: end.usage,
  };
}

/** Of a turn that waits: its text so far. */
export function toWaitingView(turn: TurnView): AnswerView {
  return {
    status: 'success',
    response: turn.response,
    session_id: turn.session_id,
    turn_id: turn.id,
    user_message_id: turn.user_message_id,
    message_id: turn.message_id,
    model: turn.model ?? '',
    turn_status: 'requires_action',
    finish_reason: null,
    citations: [],
    memories: [],
    usage: null,
    approvals: turn.approvals ?? [],
  };
}
