/** TurnLog within one process: the frames of each running turn in a list that all followers share. */
import type { LiveFrames, LogFrame } from '../../common/log-frame.js';
import { FrameList, type Frames } from './frame-list.js';
import { type Log, LogReader } from './log-reader.js';
import { TurnLog, type TurnPlace } from './turn-log.js';

export class InProcessTurnLog extends TurnLog {
  private readonly logs = new Map<string, Log>();
  /** Readers, of all turns, that have something to take. */
  private due: LogReader[] = [];

  open(turnId: string, _place?: TurnPlace, told: readonly LogFrame[] = []): void {
    this.logs.set(turnId, { frames: new FrameList(told), closed: false, readers: new Set() });
  }

  append(turnId: string, frames: readonly LogFrame[]): void {
    const log = this.logs.get(turnId);
    if (!log) return;
    log.frames.push(frames);
    this.wake(log);
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
    this.wake(log);
  }

  follow(turnId: string, after: number, signal: AbortSignal): LiveFrames | undefined {
    const log = this.logs.get(turnId);
    return log && new LogReader(log, after + 1, signal);
  }

  /** Nothing to do: the turns are stopped, and with their end nothing is left here. */
  forget(_place: TurnPlace): void {}

  /** The frames of a running turn, growing; undefined where it is not running here. */
  framesOf(turnId: string): Frames | undefined {
    return this.logs.get(turnId)?.frames;
  }

  /**
   * Once whatever appends has come to its end: what is told in one go is written in one piece, the texts of many turns one
   * after the other, and a fault of a reader never reaches the turn.
   */
  private wake({ readers }: Log): void {
    if (readers.size === 0) return;
    if (this.due.length === 0) process.nextTick(WAKE, this);
    for (const reader of readers) {
      if (reader.isDue) continue;
      reader.isDue = true;
      this.due.push(reader);
    }
  }

  /** For the tick only. */
  wakeDue(): void {
    const due = this.due;
    this.due = [];
    for (const reader of due) reader.wakeUp();
  }
}

const WAKE = (log: InProcessTurnLog): void => log.wakeDue();
