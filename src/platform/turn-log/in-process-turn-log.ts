/** TurnLog within one process: the frames of each running turn in a list that all followers share. */
import type { LogFrame } from '../../common/log-frame.js';
import { FrameList, type Frames } from './frame-list.js';
import { TurnLog, type TurnPlace } from './turn-log.js';

interface Log {
  frames: FrameList;
  closed: boolean;
  /** Wakes followers that have read everything. */
  waiting: Set<() => void>;
}

export class InProcessTurnLog extends TurnLog {
  private readonly logs = new Map<string, Log>();

  open(turnId: string, _place?: TurnPlace, told: readonly LogFrame[] = []): void {
    this.logs.set(turnId, { frames: new FrameList(told), closed: false, waiting: new Set() });
  }

  append(turnId: string, frames: readonly LogFrame[]): void {
    const log = this.logs.get(turnId);
    if (!log) return;
    log.frames.push(frames);
    wake(log);
  }

  /** Here nobody can tell the difference: what goes on is a log of its own. */
  pause(turnId: string): void {
    this.close(turnId);
  }

  close(turnId: string): void {
    const log = this.logs.get(turnId);
    if (!log) return;
    log.closed = true;
    // Followers keep the list they hold; nobody new comes here, the database has the turn.
    this.logs.delete(turnId);
    wake(log);
  }

  follow(turnId: string, after: number, signal: AbortSignal): AsyncIterable<readonly LogFrame[]> | undefined {
    const log = this.logs.get(turnId);
    return log && readFrom(log, after, signal);
  }

  /** Nothing to do: the turns are stopped, and with their end nothing is left here. */
  forget(_place: TurnPlace): void {}

  /** The frames of a running turn, growing; undefined where it is not running here. */
  framesOf(turnId: string): Frames | undefined {
    return this.logs.get(turnId)?.frames;
  }
}

async function* readFrom(log: Log, after: number, signal: AbortSignal): AsyncGenerator<readonly LogFrame[]> {
  // Frames are numbered from 0 without gaps, so a sequence number is an index.
  let next = after + 1;
  let resume: () => void = () => undefined;
  // One listener for the whole reading: adding and removing one for each token costs more than the token.
  const leave = () => resume();
  signal.addEventListener('abort', leave);
  try {
    while (!signal.aborted) {
      if (next < log.frames.length) {
        const batch = batchFrom(log.frames, next);
        next += batch.length;
        yield batch;
      } else if (log.closed) {
        return;
      } else {
        await new Promise<void>((done) => log.waiting.add((resume = done)));
        log.waiting.delete(resume);
      }
    }
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** Bounds what one write to a socket holds, and so what a reader that does not read costs: frames, UTF-16 units. */
const BATCH_FRAMES = 64;
const BATCH_LENGTH = 64 * 1024;

/** At least one frame, however long it is. */
function batchFrom(frames: Frames, from: number): LogFrame[] {
  let to = from;
  for (let length = 0; to < frames.length && to - from < BATCH_FRAMES && length < BATCH_LENGTH; to++) {
    length += frames.lengthOf(to);
  }
  return frames.slice(from, to);
}

function wake(log: Log): void {
  for (const resume of [...log.waiting]) resume();
}
