/** Following a turn, wherever it stands: live from the log, finished from the database. Leaving is always allowed. */
import { Injectable } from '@nestjs/common';
import { isNotFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { LiveFrames, LogFrame } from '../../common/log-frame.js';
import { type Following, TurnLog } from '../../platform/turn-log/turn-log.js';
import type { RecalledMemory, TurnEnd } from '../turn-event.js';
import type { TurnKey } from '../approval/approval-rows.js';
import { Checkpoints } from '../approval/checkpoints.js';
import { endOf, inBatches } from './replay-frames.js';
import { RunningTurns } from './running-turns.js';
import { TurnChanges } from './turn-changes.js';
import { turnFrame } from './turn-frame.js';
import { isOpenTurn, TurnHistory, type TurnRow } from './turn-history.js';
import { TurnReplays } from './turn-replays.js';

/** How often a turn that another process answers is looked at, and one that waits: what happens here is heard at once. */
const POLL_MS = 250;
const WAITING_POLL_MS = 2000;

/** The end of a turn with what only the whole answer tells. */
export type WholeTurn = TurnEnd & { user_message_id: string; memories: RecalledMemory[] };

@Injectable()
export class TurnWatch {
  constructor(
    private readonly running: RunningTurns,
    private readonly log: TurnLog,
    private readonly history: TurnHistory,
    private readonly replays: TurnReplays,
    private readonly checkpoints: Checkpoints,
    private readonly changes: TurnChanges,
    private readonly clock: Clock,
  ) {}

  /** Frames after `after`, live or replayed; undefined: the turn is over and the reader has seen all of it. */
  async follow(
    userId: string,
    turnId: string,
    after: number,
    signal: AbortSignal,
  ): Promise<AsyncIterable<readonly LogFrame[] | LiveFrames> | undefined> {
    const turn = { userId, turnId };
    const live = this.live(turn, after, signal);
    if (live) return this.read(turn, after, signal, live);
    const head = await this.history.head(userId, turnId);
    if (!isOpenTurn(head) && after >= head.last_seq) return undefined;
    const elsewhere = head.state === 'running' ? this.log.follow(turnId, after, signal) : undefined;
    return this.read(turn, after, signal, elsewhere, isOpenTurn(head) ? head : undefined);
  }

  /** How the turn ended, as soon as it has; undefined: it waits for a person. */
  async end(userId: string, turnId: string, signal: AbortSignal): Promise<WholeTurn | undefined> {
    const running = this.running.get(userId, turnId);
    const end = running && (await unlessAborted(running.ended, signal));
    if (end) return { ...end, user_message_id: running.accepted.userMessageId, memories: running.memories };
    await this.notRunning({ userId, turnId }, signal);
    const row = await this.history.get(userId, turnId);
    if (isOpenTurn(row)) return undefined;
    const memories = row.memories ? (JSON.parse(row.memories) as RecalledMemory[]) : [];
    return { ...endOf(row), user_message_id: row.user_message_id, memories };
  }

  private live({ userId, turnId }: TurnKey, after: number, signal: AbortSignal) {
    return this.running.get(userId, turnId) && this.log.follow(turnId, after, signal);
  }

  /**
   * To the one `turn-end`, however often the turn waits meanwhile, and whichever process answers it. Live frames are handed
   * out as they are; whoever gets them takes them to their end before asking on. `known`: the turn while it was open, without
   * its text, of which its end is made where it is deleted: what was said is not held for each reader.
   */
  private async *read(
    turn: TurnKey,
    after: number,
    signal: AbortSignal,
    first?: Following,
    known?: TurnRow,
  ): AsyncGenerator<readonly LogFrame[] | LiveFrames> {
    let seen = after;
    let waited: TurnRow | undefined;
    for (let live = first; !signal.aborted; live = this.log.follow(turn.turnId, seen, signal)) {
      if (live && 'take' in live) {
        yield live;
        if (live.last && isEnd(live.last)) return;
        seen = live.last?.seq ?? seen;
        live = undefined;
      }
      for await (const batch of live ?? []) {
        // Elsewhere there is nothing new for a moment.
        if (!batch.length && (await this.head(turn))?.state !== 'running') break;
        if (batch.length) yield batch;
        seen = batch.at(-1)?.seq ?? seen;
        if (batch.length && isEnd(batch.at(-1)!)) return;
      }
      let head = await this.head(turn);
      while (head?.state === 'requires_action' && !signal.aborted) {
        if (head.last_seq > (waited?.last_seq ?? -1)) {
          waited = await this.history.get(turn.userId, turn.turnId);
          const fresh = await this.told(turn, seen);
          yield* inBatches(fresh);
          seen = fresh.at(-1)?.seq ?? seen;
        }
        await this.changes.next(turn.turnId, WAITING_POLL_MS, signal);
        head = await this.head(turn);
      }
      if (signal.aborted) return;
      if (!head) return yield* deletedEnd(waited ?? known, seen + 1);
      if (!isOpenTurn(head)) return yield* await this.rest(turn, head, seen);
      known = head;
      if (!this.running.get(turn.userId, turn.turnId)) await this.changes.next(turn.turnId, POLL_MS, signal);
    }
  }

  /** Frames of a turn that waits; none where it has just gone on: then they come from the log, or with its end. */
  private async told(turn: TurnKey, after: number): Promise<readonly LogFrame[]> {
    const { told = [] } = (await this.checkpoints.load(turn)) ?? {};
    return told.filter(({ seq }) => seq > after);
  }

  /** Who lost the turn to another server may have told more of it than that one did: the end is told all the same. */
  private rest({ userId }: TurnKey, head: TurnRow, seen: number): Promise<AsyncIterable<readonly LogFrame[]>> {
    return this.replays.frames(userId, head, Math.min(seen, head.last_seq - 1));
  }

  /** Undefined: the turn is gone, with its conversation. */
  private async head({ userId, turnId }: TurnKey): Promise<TurnRow | undefined> {
    try {
      return await this.history.head(userId, turnId);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  private async notRunning({ userId, turnId }: TurnKey, signal: AbortSignal): Promise<void> {
    while ((await this.history.head(userId, turnId)).state === 'running') await this.clock.sleep(POLL_MS, signal);
  }
}

/** The last frame of a turn begins so. */
const isEnd = ({ data }: LogFrame): boolean => data.startsWith('{"type":"turn-end"');

/** Of a turn that was answered elsewhere, or waited, when its conversation was deleted. */
function* deletedEnd(row: TurnRow | undefined, seq: number): Generator<readonly LogFrame[]> {
  if (!row) return;
  yield [turnFrame(seq, endOf({ ...row, state: 'incomplete', reason: 'stopped' }))];
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
