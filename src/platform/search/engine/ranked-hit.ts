/** What a ranker gives back, best first. */
export interface RankedHit {
  /** Entry number of the reader that was ranked. */
  entry: number;
  score: number;
  /** Parts of the score by name, when asked for. */
  explain?: Record<string, number>;
}

/** What every ranker takes; each adds its own tuning on top. */
export interface RankOptions {
  limit: number;
  /** UUIDs of the groups that may be found; undefined: all. */
  groups?: readonly string[];
  explain?: boolean;
  mode?: string;
}
