/** The answer of a turn that was not streamed. Pure. */
import type { MessageUsage } from '../../session/message-usage.js';
import type { WholeTurn } from '../turn/turn-watch.js';
import { CitationView, MemoryView } from './citation.view.js';

export class AnswerView {
  status: 'success';
  response: string;
  session_id: string;
  turn_id: string;
  user_message_id: string;
  message_id: string;
  /** Which model answered; `extractive`: none, the answer quotes documents. */
  model: string;
  turn_status: 'complete' | 'incomplete' | 'failed';
  /** Why the turn is incomplete. */
  reason?: string;
  finish_reason: string | null;
  citations: CitationView[];
  memories: MemoryView[];
  usage: MessageUsage | null;
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
