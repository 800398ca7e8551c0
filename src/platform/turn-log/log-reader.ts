/** One reader of a running turn's frames in this process: where it is, and whom to wake. */
import type { LiveFrames, LogFrame } from '../../common/log-frame.js';
import type { FrameList, Frames } from './frame-list.js';

/** A log in this process, and who reads it. */
export interface Log {
  frames: FrameList;
  closed: boolean;
  readers: Set<LogReader>;
}

/** Bounds what one write to a socket holds, and so what a reader that does not read costs: frames, UTF-16 units. */
const BATCH_FRAMES = 64;
const BATCH_LENGTH = 64 * 1024;

export class LogReader implements LiveFrames {
  last: LogFrame | undefined;
  /** It is among those to be woken next. */
  isDue = false;
  private wake?: () => void;
  // One listener for the whole reading: adding and removing one for each token costs more than the token.
  private readonly onAbort = () => this.wakeUp();

  /** `next`: the frame it begins with. Frames are numbered from 0 without gaps, so a sequence number is an index. */
  constructor(
    private readonly log: Log,
    private next: number,
    private readonly signal: AbortSignal,
  ) {
    log.readers.add(this);
    signal.addEventListener('abort', this.onAbort);
  }

  get isOver(): boolean {
    return this.signal.aborted || (this.log.closed && this.next >= this.log.frames.length);
  }

  take(): readonly LogFrame[] {
    if (this.signal.aborted || this.next >= this.log.frames.length) return [];
    const batch = batchFrom(this.log.frames, this.next);
    this.next += batch.length;
    this.last = batch.at(-1);
    return batch;
  }

  onMore(wake: () => void): void {
    this.wake = wake;
  }

  leave(): void {
    this.log.readers.delete(this);
    this.signal.removeEventListener('abort', this.onAbort);
    this.wake = undefined;
  }

  /** For the log. */
  wakeUp(): void {
    this.isDue = false;
    this.wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly LogFrame[]> {
    try {
      for (;;) {
        const batch = this.take();
        if (batch.length) yield batch;
        else if (this.isOver) return;
        else await new Promise<void>((resume) => this.onMore(resume));
      }
    } finally {
      this.leave();
    }
  }
}

/** At least one frame, however long it is. */
function batchFrom(frames: Frames, from: number): LogFrame[] {
  let to = from;
  for (let length = 0; to < frames.length && to - from < BATCH_FRAMES && length < BATCH_LENGTH; to++) {
    length += frames.lengthOf(to);
  }
  return frames.slice(from, to);
}
