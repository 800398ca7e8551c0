/** Following a turn, wherever it stands: live from the log, finished from the database. Leaving is always allowed. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import type { LogFrame } from '../../common/log-frame.js';
import { TurnLog } from '../../platform/turn-log/turn-log.js';
import type { RecalledMemory, TurnEnd } from '../turn-event.js';
import { endOf } from './replay-frames.js';
import { RunningTurns } from './running-turns.js';
import { TurnHistory } from './turn-history.js';
import { TurnReplays } from './turn-replays.js';

const POLL_MS = 250;

/** The end of a turn with what only the whole answer tells. */
export type WholeTurn = TurnEnd & { user_message_id: string; memories: RecalledMemory[] };

@Injectable()
export class TurnWatch {
  constructor(
    private readonly running: RunningTurns,
    private readonly log: TurnLog,
    private readonly history: TurnHistory,
    private readonly replays: TurnReplays,
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
    const head = await this.history.head(userId, turnId);
    if (head.state === 'running') return this.elsewhere(userId, turnId, after, signal);
    return after < head.last_seq ? this.replays.frames(userId, head, after) : undefined;
  }

  /** How the turn ended, as soon as it has. */
  async end(userId: string, turnId: string, signal: AbortSignal): Promise<WholeTurn> {
    const running = this.running.get(userId, turnId);
    if (running) {
      const end = await unlessAborted(running.ended, signal);
      return { ...end, user_message_id: running.accepted.userMessageId, memories: running.memories };
    }
    await this.ended(userId, turnId, signal);
    const row = await this.history.get(userId, turnId);
    const memories = row.memories ? (JSON.parse(row.memories) as RecalledMemory[]) : [];
    return { ...endOf(row), user_message_id: row.user_message_id, memories };
  }

  /**
   * A turn that another process runs, or ran when it died: its lease ends it. Live as far as it is shared; what could
   * not be had so comes from the database once it is over.
   */
  private async *elsewhere(userId: string, turnId: string, after: number, signal: AbortSignal) {
    let seen = after;
    while (await this.isRunning(userId, turnId)) {
      for await (const batch of this.log.follow(turnId, seen, signal) ?? []) {
        if (batch.length === 0 && !(await this.isRunning(userId, turnId))) break;
        if (batch.length) yield batch;
        seen = batch.at(-1)?.seq ?? seen;
      }
      if (signal.aborted) return;
      if (await this.isRunning(userId, turnId)) await this.clock.sleep(POLL_MS, signal);
    }
    yield* await this.replays.frames(userId, await this.history.head(userId, turnId), seen);
  }

  private async isRunning(userId: string, turnId: string): Promise<boolean> {
    return (await this.history.head(userId, turnId)).state === 'running';
  }

  private async ended(userId: string, turnId: string, signal: AbortSignal): Promise<void> {
    while (await this.isRunning(userId, turnId)) await this.clock.sleep(POLL_MS, signal);
  }
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
