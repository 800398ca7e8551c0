/**
 * The live events of running turns: who writes an answer appends, whoever wants to see it follows. The port and its Nest
 * token. It must not know what the events mean, nor keep them past the turn's end: then the database has them.
 */
import type { LiveFrames, LogFrame } from '../../common/log-frame.js';

/** Whose turn it is; without a conversation: every turn of the account. */
export interface TurnPlace {
  userId: string;
  sessionId?: string;
}

/** Of a turn that this process runs, the frames themselves; else what comes of them. */
export type Following = LiveFrames | AsyncIterable<readonly LogFrame[]>;

export abstract class TurnLog {
  /** Begins the log of a turn; `told` are the frames of one that was paused, by whichever server. */
  abstract open(turnId: string, place: Required<TurnPlace>, told?: readonly LogFrame[]): void;

  /** Appends the next frames, in order. */
  abstract append(turnId: string, frames: readonly LogFrame[]): void;

  /** Nothing more will come for now; those who follow get what is left and end. The turn may be opened again, anywhere. */
  abstract pause(turnId: string): void;

  /** Nothing more will come; those who follow get what is left and end. */
  abstract close(turnId: string): void;

  /**
   * Frames with `seq` greater than `after`, in batches, live until the log is closed. Undefined where no such turn is
   * running any more. The follower sets the pace: what it does not read stays in the log, not in a queue of its own.
   *
   * Of a turn that another server runs the same frames come as far as they are shared. There an empty batch says that
   * there is nothing new for a moment, and the end of the batches that no more can be had here: either way the database
   * tells whether the turn is over.
   */
  abstract follow(turnId: string, after: number, signal: AbortSignal): Following | undefined;

  /** What the turns belong to is gone: nothing of theirs is kept or shared any longer. */
  abstract forget(place: TurnPlace): void;
}
