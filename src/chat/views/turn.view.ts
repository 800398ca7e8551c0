/** A turn as GET /turns/:id shows it. */
import type { MessageUsage } from '../../session/message-usage.js';
import type { TurnRow } from '../turn/turn-history.js';

export class TurnView {
  id: string;
  session_id: string;
  user_message_id: string;
  message_id: string;
  state: 'running' | 'complete' | 'incomplete' | 'failed';
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
  created_at: string;
  ended_at?: string;
}

/** `live`: text and number of a turn that this process is running, fresher than what is saved. */
export function toTurnView(row: TurnRow, live?: { text: string; lastSeq: number }): TurnView {
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
    created_at: row.created_at,
    ...(row.ended_at && { ended_at: row.ended_at }),
  };
}
