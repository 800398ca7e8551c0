/** Reads a turn to its end, over as many connections as it takes: a lost one goes on after the last frame seen. */
import { readEvents } from '../api/event-stream.js';
import { Problem } from '../api/problem.js';
import { send } from '../api/request.js';
import type { NumberedEvent } from '../api/turn-event.js';

const FIRST_WAIT_MS = 400;
const LONGEST_WAIT_MS = 5000;

export interface FollowOptions {
  /** A stream that is open already; without it the turn is read from its beginning. */
  response?: Response;
  /** Needed at once without `response`, otherwise known from the `turn-start`. */
  turnId?: string;
  signal: AbortSignal;
  onEvent: (event: NumberedEvent) => void;
}

/** Resolves after `turn-end`, or when the signal ends it; rejects where the turn is gone. */
export async function followTurn({ response, turnId, signal, onEvent }: FollowOptions): Promise<void> {
  let seen = -1;
  let id = turnId;
  let wait = FIRST_WAIT_MS;
  const take = (event: NumberedEvent): boolean => {
    if (event.type === 'turn-start') id = event.turn_id;
    seen = event.seq;
    wait = FIRST_WAIT_MS;
    onEvent(event);
    return event.type === 'turn-end';
  };
  for (let open: Response | undefined = response; !signal.aborted; open = undefined) {
    try {
      const stream = open ?? (await send('GET', `/api/chat/turns/${id}/events?after=${seen}`, { signal }));
      if (stream.status === 204 || (await readTo(stream, take))) return;
      if (!id) throw new Problem('The connection was lost before the question was taken.', 'unreachable', 0);
    } catch (error) {
      if (signal.aborted) return;
      if (!id || isFinal(error)) throw error;
    }
    await new Promise((resume) => setTimeout(resume, wait));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

async function readTo(stream: Response, take: (event: NumberedEvent) => boolean): Promise<boolean> {
  if (!stream.body) return false;
  for await (const event of readEvents(stream.body)) if (take(event)) return true;
  return false;
}

/** Not found, not allowed: asking again will not help. A server that restarts or is busy comes back. */
function isFinal(error: unknown): boolean {
  return error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429;
}
