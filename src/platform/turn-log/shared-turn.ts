/**
 * How the frames of one running turn lie in its Redis stream. An entry holds consecutive frames as lines and is named by
 * the number after its last frame, so a place in the turn is a place in the stream and writing twice changes nothing.
 * Pure.
 */
import type { LogFrame } from '../../common/log-frame.js';
import type { Frames } from './frame-list.js';
import type { TurnPlace } from './turn-log.js';

/** Of one entry: UTF-16 units and frames, as of one write to a reader. */
const ENTRY_LENGTH = 64 * 1024;
const ENTRY_FRAMES = 64;
/** A longer frame is not shared: readers elsewhere have the rest from the database, where the answer ends up anyway. */
const LONGEST_FRAME = 256 * 1024;
/** Of one turn, UTF-16 units; what is older goes. */
const STREAM_LENGTH = 8 * 1024 * 1024;
/** Written in one go, UTF-16 units: one long answer holds up no other. */
const GO_LENGTH = 1024 * 1024;

/** An entry to be written. */
export interface StreamEntry {
  id: string;
  text?: string;
  /** The turn is over. */
  isEnd: boolean;
  /** Entries with smaller ids may go. */
  minId: string;
}

export class SharedTurn {
  /** Frames known to be in the stream; undefined: that has to be looked up. */
  private shared: number | undefined = 0;
  /** Its end is in the stream too. */
  private isEnded = false;
  /** Somebody elsewhere is following. */
  followed = false;
  closed = false;
  /** What it belongs to was deleted. */
  dropped = false;
  /** When the life of its stream was last prolonged, in milliseconds. */
  prolongedAt = 0;
  private readonly lengths: { next: number; length: number }[] = [];
  private total = 0;
  private oldest = 0;

  constructor(
    readonly turnId: string,
    readonly place: Required<TurnPlace>,
    private readonly frames: Frames,
  ) {}

  isOf({ userId, sessionId }: TurnPlace): boolean {
    return this.place.userId === userId && (sessionId === undefined || this.place.sessionId === sessionId);
  }

  /** Something is there that is not in the stream; while that is not known: yes. */
  get isBehind(): boolean {
    return this.shared === undefined || this.shared < this.frames.length;
  }

  get isLost(): boolean {
    return this.shared === undefined;
  }

  /** A write failed: what came through is not known any more. */
  lose(): void {
    if (!this.isUnshared) this.shared = undefined;
    this.isEnded = false;
    this.followed = false;
  }

  /** What of it is in the stream has to be looked up. */
  forgetPlace(): void {
    this.shared = undefined;
  }

  /** The stream holds the first `shared` frames, and perhaps the end. */
  find(shared: number, isEnded: boolean): void {
    this.shared = shared;
    this.isEnded = isEnded;
    this.prolongedAt = 0;
    while (this.lengths.length && this.lengths.at(-1)!.next > shared) this.total -= this.lengths.pop()!.length;
  }

  /** Nothing of it was ever written. */
  get isUnshared(): boolean {
    return this.shared === 0;
  }

  /** The next entries, as far as one go reaches. They count as shared from now on. */
  take(): StreamEntry[] {
    const entries: StreamEntry[] = [];
    let next = this.shared ?? 0;
    for (let length = 0; next < this.frames.length && length < GO_LENGTH;) {
      const to = entryEnd(this.frames, next);
      if (to === next) {
        next++;
        continue;
      }
      const text = this.frames
        .slice(next, to)
        .map(({ data }) => data)
        .join('\n');
      this.note(to, text.length);
      entries.push({ id: `${to}-0`, text, isEnd: false, minId: `${this.oldest}-0` });
      length += text.length;
      next = to;
    }
    this.shared = next;
    if (!this.closed || this.isEnded || next < this.frames.length) return entries;
    this.isEnded = true;
    markEnd(entries, next, this.oldest);
    return entries;
  }

  private note(next: number, length: number): void {
    this.lengths.push({ next, length });
    this.total += length;
    while (this.total > STREAM_LENGTH && this.lengths.length > 1) {
      this.total -= this.lengths.shift()!.length;
      this.oldest = this.lengths[0]!.next;
    }
  }
}

/** Where the entry that begins with frame `from` ends; `from` itself where that frame is too long to be shared. */
function entryEnd(frames: Frames, from: number): number {
  let to = from;
  for (let length = 0; to < frames.length && to - from < ENTRY_FRAMES && length < ENTRY_LENGTH; to++) {
    const own = frames.lengthOf(to);
    if (own > LONGEST_FRAME) break;
    length += own;
  }
  return to;
}

function markEnd(entries: StreamEntry[], next: number, oldest: number): void {
  const last = entries.at(-1);
  if (last?.id === `${next}-0`) last.isEnd = true;
  else entries.push({ id: `${next}-1`, isEnd: true, minId: `${oldest}-0` });
}

/** The frames of an entry as it was read. */
export function framesOfEntry(id: string, text: string): LogFrame[] {
  const lines = text.split('\n');
  const first = nextOf(id) - lines.length;
  return lines.map((data, i) => ({ seq: first + i, data }));
}

/** The number after the last frame of an entry. */
export function nextOf(id: string): number {
  return Number(id.slice(0, id.indexOf('-')));
}
