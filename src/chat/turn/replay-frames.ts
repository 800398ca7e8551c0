/**
 * The events of a finished turn, made again from what is saved. While its replay is kept they are the very frames that
 * were streamed; later, or after a restart, one `turn-end` stands for all. Pure.
 */
import type { LogFrame } from '../../common/log-frame.js';
import type { Citation, TurnEnd, TurnEvent } from '../turn-event.js';
import type { TurnRow } from './turn-history.js';

/** What is kept of a finished turn's stream beside the saved answer. */
export interface Replay {
  /** Length of each text delta. */
  deltas: number[];
  missing: string[];
  /** The turn failed before its context was ready. */
  noContext?: boolean;
  /** As named in `turn-start`; the answer's own may be finer. */
  model: string;
}

export function replayFrames(row: TurnRow, after: number): LogFrame[] {
  if (after >= row.last_seq) return [];
  if (row.replay === null) return [toFrame(row.last_seq, endOf(row))];
  const events = eventsOf(row, JSON.parse(row.replay) as Replay);
  return events.map((event, seq) => toFrame(seq, event)).slice(after + 1);
}

function eventsOf(row: TurnRow, replay: Replay): TurnEvent[] {
  const events: TurnEvent[] = [
    {
      type: 'turn-start',
      session_id: row.session_id,
      turn_id: row.id,
      user_message_id: row.user_message_id,
      message_id: row.message_id,
      model: replay.model,
    },
  ];
  if (!replay.noContext) {
    const citations = list<Citation>(row.citations).map(({ cited: _, ...citation }) => citation);
    events.push({ type: 'context-ready', citations, memories: list(row.memories), missing: replay.missing });
  }
  let from = 0;
  for (const length of replay.deltas) {
    events.push({ type: 'text-delta', text: row.content.slice(from, from + length) });
    from += length;
  }
  events.push(endOf(row));
  return events;
}

/** The `turn-end` a saved turn stands for. */
export function endOf(row: TurnRow): TurnEnd {
  return {
    type: 'turn-end',
    turn_status: row.state === 'running' ? 'incomplete' : row.state,
    reason: (row.reason ?? undefined) as TurnEnd['reason'],
    error: row.error ?? undefined,
    code: (row.code ?? undefined) as TurnEnd['code'],
    response: row.content,
    session_id: row.session_id,
    turn_id: row.id,
    message_id: row.message_id,
    model: row.model ?? '',
    finish_reason: row.finish_reason,
    citations: list<Citation>(row.citations),
    usage: row.usage ? (JSON.parse(row.usage) as TurnEnd['usage']) : null,
  };
}

function toFrame(seq: number, event: TurnEvent): LogFrame {
  const { type, ...rest } = event;
  return { seq, data: JSON.stringify({ type, seq, ...rest }) };
}

function list<T>(json: string | null): T[] {
  return json ? (JSON.parse(json) as T[]) : [];
}
