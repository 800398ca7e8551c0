/** One numbered event of a running turn: `data` is its JSON text, `seq` counts from 0 without gaps. */
export interface LogFrame {
  seq: number;
  data: string;
}

/**
 * Frames of a turn as they come, for one reader. Taking them costs no promise: a reader of a token stream does that
 * thousands of times a second. Who would rather wait can iterate over the batches.
 */
export interface LiveFrames extends AsyncIterable<readonly LogFrame[]> {
  /** The next frames that are there; none: nothing new, or it is over. */
  take(): readonly LogFrame[];
  /** Nothing more will come: the log is closed and read to its end, or the reader has left. */
  readonly isOver: boolean;
  /** The frame taken last. */
  readonly last: LogFrame | undefined;
  /** Calls `wake` whenever there is more to take or it is over; never from within what made it so. */
  onMore(wake: () => void): void;
  /** To be called by whoever takes by itself, when it stops: nothing is kept for this reader any more. */
  leave(): void;
}
