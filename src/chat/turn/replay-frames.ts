/**
 * The events of a finished turn, made again from what is saved. While its replay is kept they are the very frames that
 * were streamed; later, or after a restart, one `turn-end` stands for all. Pure.
 */
import type { LogFrame } from '../../common/log-frame.js';
import type { Citation, RecalledMemory, TurnEnd, TurnEvent } from '../turn-event.js';
import type { TurnStep } from './running-turn.js';
import { isOpenTurn, type TurnRow } from './turn-history.js';
import { turnFrame } from './turn-frame.js';

/** What is kept of a finished turn's stream beside the saved answer. */
export interface Replay {
  /** Length of each text delta. */
  deltas: number[];
  missing: string[];
  /** Of the answer's citations, how many were there when the context was ready; absent: all. */
  citations?: number;
  /** Quotes that the answer moved, as they were when the context was ready; absent: none. */
  quotes?: FirstQuote[];
  /** Each after so many text deltas; absent: none. */
  tools?: TurnStep[];
  /** The turn failed before its context was ready. */
  noContext?: boolean;
  /** As named in `turn-start`; the answer's own may be finer. */
  model: string;
}

export type FirstQuote = Pick<Citation, 'n' | 'quote' | 'start' | 'end'>;

/** The quotes of the first citations that are others in the last. */
export function movedQuotes(first: readonly Citation[], last: readonly Citation[]): FirstQuote[] | undefined {
  const moved = first.filter(({ start, end }, i) => start !== last[i]?.start || end !== last[i]?.end);
  return moved.length ? moved.map(({ n, quote, start, end }) => ({ n, quote, start, end })) : undefined;
}

/** The frames after `after`, each made when it is asked for: a reader that does not read costs next to nothing. */
export function* replayFrames(row: TurnRow, after: number): Generator<LogFrame> {
  if (after >= row.last_seq) return;
  if (row.replay === null) return yield turnFrame(row.last_seq, endOf(row));
  let seq = 0;
  for (const event of finishedEvents(row, JSON.parse(row.replay) as Replay)) {
    // Only what is wanted is written out.
    if (seq > after) yield turnFrame(seq, event());
    seq++;
  }
}

/** The events of a turn that is not over, as far as it has come. */
export function* framesSoFar(said: Said, replay: Replay): Generator<LogFrame> {
  let seq = 0;
  for (const event of eventsOf(said, replay)) yield turnFrame(seq++, event());
}

/** Frames of one write to a reader at most, and their text (UTF-16 units). */
const BATCH_FRAMES = 64;
const BATCH_LENGTH = 64 * 1024;

/** The same frames, a write at a time. */
export function* inBatches(frames: Iterable<LogFrame>): Generator<readonly LogFrame[]> {
  let batch: LogFrame[] = [];
  let length = 0;
  for (const frame of frames) {
    batch.push(frame);
    length += frame.data.length;
    if (batch.length < BATCH_FRAMES && length < BATCH_LENGTH) continue;
    yield batch;
    batch = [];
    length = 0;
  }
  if (batch.length) yield batch;
}

/** What events are made of beside the replay. */
export interface Said {
  start: { session_id: string; turn_id: string; user_message_id: string; message_id: string };
  content: string;
  citations: Citation[];
  memories: RecalledMemory[];
}

function* finishedEvents(row: TurnRow, replay: Replay): Generator<() => TurnEvent> {
  const { session_id, id: turn_id, user_message_id, message_id, content } = row;
  const start = { session_id, turn_id, user_message_id, message_id };
  yield* eventsOf({ start, content, citations: list(row.citations), memories: list(row.memories) }, replay);
  yield () => endOf(row);
}

function* eventsOf({ start, content, citations, memories }: Said, replay: Replay): Generator<() => TurnEvent> {
  yield () => ({ type: 'turn-start', ...start, model: replay.model });
  if (!replay.noContext) {
    const first = citations.slice(0, replay.citations).map((citation) => asFirst(citation, replay.quotes));
    yield () => ({ type: 'context-ready', citations: first, memories, missing: replay.missing });
  }
  let from = 0;
  let told = 0;
  const tools = replay.tools ?? [];
  for (const [i, length] of replay.deltas.entries()) {
    for (; tools[told] && tools[told]!.after <= i; told++) yield eventOf(tools[told]!);
    const begin = from;
    yield () => ({ type: 'text-delta', text: content.slice(begin, begin + length) });
    from += length;
  }
  for (; tools[told]; told++) yield eventOf(tools[told]!);
}

/** As it was before there was an answer. */
function asFirst({ cited: _, supported: __, ...citation }: Citation, quotes: readonly FirstQuote[] = []): Citation {
  return { ...citation, ...quotes.find(({ n }) => n === citation.n) };
}

const eventOf =
  ({ event }: { event: TurnEvent }) =>
  () =>
    event;

/** The `turn-end` a saved turn stands for. */
export function endOf(row: TurnRow): TurnEnd {
  return {
    type: 'turn-end',
    turn_status: isOpenTurn(row) ? 'incomplete' : (row.state as TurnEnd['turn_status']),
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

function list<T>(json: string | null): T[] {
  return json ? (JSON.parse(json) as T[]) : [];
}
