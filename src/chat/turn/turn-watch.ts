/** Following a turn, wherever it stands: live from the log, finished from the database. Leaving is always allowed. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { LogFrame } from '../../common/log-frame.js';
import { TurnLog } from '../../platform/turn-log/turn-log.js';
import type { RecalledMemory, TurnEnd } from '../turn-event.js';
import { endOf, replayFrames } from './replay-frames.js';
import { RunningTurns } from './running-turns.js';
import { TurnHistory, type TurnRow } from './turn-history.js';

const POLL_MS = 250;

/** The end of a turn with what only the whole answer tells. */
export type WholeTurn = TurnEnd & { user_message_id: string; memories: RecalledMemory[] };

@Injectable()
export class TurnWatch {
  constructor(
    private readonly running: RunningTurns,
    private readonly log: TurnLog,
    private readonly history: TurnHistory,
    private readonly clock: Clock,
  ) {}

  /** Frames after `after`, live or replayed; undefined: the turn is over and the reader has seen all of it. */
  async follow(
    userId: string,
    turnId: string,
    after: number,
    signal: AbortSignal,
  ): Promise<AsyncIterable<readonly LogFrame[]> | undefined> {
    const live = this.running.get(userId, turnId) && this.log.follow(turnId, after, signal);
    if (live) return live;
    const row = await this.history.get(userId, turnId);
    if (row.state === 'running') return this.afterItsEnd(userId, turnId, after, signal);
    const frames = replayFrames(row, after);
    return frames.length ? inBatches(frames) : undefined;
  }

  /** How the turn ended, as soon as it has. */
  async end(userId: string, turnId: string, signal: AbortSignal): Promise<WholeTurn> {
    const running = this.running.get(userId, turnId);
    if (running) {
      const end = await unlessAborted(running.ended, signal);
      return { ...end, user_message_id: running.accepted.userMessageId, memories: running.memories };
    }
    const row = await this.finished(userId, turnId, signal);
    const memories = row.memories ? (JSON.parse(row.memories) as RecalledMemory[]) : [];
    return { ...endOf(row), user_message_id: row.user_message_id, memories };
  }

  /** A turn that another process runs, or ran when it died: its lease ends it. */
  private async *afterItsEnd(userId: string, turnId: string, after: number, signal: AbortSignal) {
    yield replayFrames(await this.finished(userId, turnId, signal), after);
  }

  private async finished(userId: string, turnId: string, signal: AbortSignal): Promise<TurnRow> {
    for (;;) {
      const row = await this.history.get(userId, turnId);
      if (row.state !== 'running') return row;
      await this.clock.sleep(POLL_MS, signal);
    }
  }
}

/** Frames a write at a time, so that a long replay waits for its reader. */
async function* inBatches(frames: LogFrame[]): AsyncGenerator<readonly LogFrame[]> {
  for (let from = 0; from < frames.length; from += 64) yield frames.slice(from, from + 64);
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
