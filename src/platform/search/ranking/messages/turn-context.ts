// Adds to a message what the messages around it say. Knows turns and their order, nothing of what a question wants.
import { ENTRY_FLAGS, type IndexReader } from '../../engine/index-reader.js';
import { Scoreboard } from '../../engine/scoreboard.js';
import type { TermRow } from './term-evidence.js';
import type { MessageWeights } from './weights.js';

/** What messages and their surroundings say about the question: the same place in each array belongs together. */
export interface InContext {
  entries: Uint32Array;
  /** Sum over the terms, of the message's own words alone; less where not all terms are met in or around it. */
  own: Float32Array;
  /** The same with the messages around it. */
  scores: Float32Array;
}

/** A term is met where it says this share of the most it says anywhere; a fainter echo counts in proportion. */
const MET = 0.2;

// Both of the thread: ranking is synchronous.
const marks = new Scoreboard();
const said = new Scoreboard();

/** The messages found and, within their sessions, the turns around them. */
export function withNeighbours(reader: IndexReader, found: Uint32Array, distance: number): Uint32Array {
  marks.start(reader.size);
  for (const entry of found) {
    marks.raise(entry, 1);
    for (let step = 1; step <= distance; step++) {
      const before = reader.entryBeside(entry, -step);
      const after = reader.entryBeside(entry, step);
      if (before >= 0) marks.raise(before, 1);
      if (after >= 0) marks.raise(after, 1);
    }
  }
  const all = marks.entries.slice(0, marks.count);
  marks.clear();
  return all;
}

/** Scores messages with their context; looks at nothing but them and their neighbours. */
export function scoreInContext(
  reader: IndexReader,
  rows: readonly TermRow[],
  entries: Uint32Array,
  weights: MessageWeights,
): InContext {
  const around = new Surroundings(reader, entries, weights);
  const own = new Float32Array(entries.length);
  const scores = new Float32Array(entries.length);
  const covered = new Float32Array(entries.length);
  said.start(reader.size);
  let all = 0;
  for (const row of rows) {
    for (let at = 0; at < row.entries.length; at++) said.add(row.entries[at]!, row.scores[at]!);
    around.add(said.scores, row.best, { own, scores, covered });
    all += row.best;
    said.clear();
  }
  // Long texts meet words by chance: that they have them all says less.
  const coverage = weights.coverage * Math.min(1, weights.longText / reader.averageChars);
  for (let at = 0; at < entries.length; at++) {
    const kept = 1 - coverage * (1 - covered[at]! / (all || 1));
    own[at]! *= kept;
    scores[at]! *= kept;
  }
  return { entries, own, scores };
}

/** Sums over the terms so far, by place of the message. */
interface Sums {
  own: Float32Array;
  scores: Float32Array;
  /** Of the terms met in or around the message, each by its best score: what is rare and asked for weighs most. */
  covered: Float32Array;
}

/** The neighbours of all messages in flat arrays: those of message i are at ends[i - 1] (or 0) up to ends[i]. */
class Surroundings {
  private readonly neighbours: Uint32Array;
  private readonly shares: Float32Array;
  private readonly ends: Uint32Array;
  /** By distance, from 1 on. */
  private readonly nearness: Float64Array;
  private count = 0;

  constructor(
    private readonly reader: IndexReader,
    private readonly entries: Uint32Array,
    private readonly weights: MessageWeights,
  ) {
    this.neighbours = new Uint32Array(entries.length * weights.window * 2);
    this.shares = new Float32Array(this.neighbours.length);
    this.ends = new Uint32Array(entries.length);
    const { window, adjacent, nearby, fade } = weights;
    this.nearness = new Float64Array(window + 1);
    for (let step = 1; step <= window; step++)
      this.nearness[step] = step === 1 ? adjacent : nearby * fade ** (step - 2);
    for (let at = 0; at < entries.length; at++) {
      const entry = entries[at]!;
      // A long text explains itself; what stands around it is about other things as well.
      const openness = Math.min(1, weights.longText / Math.max(1, reader.charsOf(entry)));
      this.collect(entry, -1, openness);
      this.collect(entry, 1, openness);
      this.ends[at] = this.count;
    }
  }

  /** Adds what one term says in and around each message. `said`: its scores for all entries, `best` of them at most. */
  add(said: Float32Array, best: number, { own, scores, covered }: Sums): void {
    const { entries, neighbours, shares, ends } = this;
    const { secondHand } = this.weights;
    let next = 0;
    for (let at = 0; at < entries.length; at++) {
      const here = said[entries[at]!]!;
      let around = 0;
      for (const end = ends[at]!; next < end; next++) around += shares[next]! * said[neighbours[next]!]!;
      if (here === 0 && around === 0) continue;
      covered[at]! += Math.min(best, (here + around) / MET);
      own[at]! += here;
      // The stronger of the two counts in full, the other in part: a word said again must not outweigh a second word.
      scores[at]! += here > around ? here + secondHand * around : around + secondHand * here;
    }
  }

  private collect(entry: number, direction: -1 | 1, openness: number): void {
    const { reader, weights } = this;
    let between = 0;
    for (let step = 1; step <= weights.window && (step <= 2 || between < weights.reach); step++) {
      const other = reader.entryBeside(entry, direction * step);
      if (other < 0) continue;
      between += reader.charsOf(other);
      const asks = step === 1 && direction === -1 && (reader.flagsOf(other) & ENTRY_FLAGS.question) !== 0;
      this.neighbours[this.count] = other;
      this.shares[this.count++] = openness * (this.nearness[step]! + (asks ? weights.afterQuestion : 0));
    }
  }
}
