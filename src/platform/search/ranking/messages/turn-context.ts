// Adds to a message what the messages around it say. Knows turns and their order, nothing of what a question wants.
import { ENTRY_FLAGS, type IndexReader } from '../../engine/index-reader.js';
import type { TermRow } from './term-evidence.js';
import type { MessageWeights } from './weights.js';

/** What a message and its surroundings say about the question. */
export interface Candidate {
  entry: number;
  session: number;
  /** Sum over the terms, of the message's own words alone. */
  own: number;
  /** The same with the messages around it. */
  score: number;
}

interface Neighbour {
  entry: number;
  weight: number;
}

/** The candidates and, within their sessions, the turns around them. */
export function withNeighbours(reader: IndexReader, found: ArrayLike<number>, window: number): Set<number> {
  const all = new Set<number>();
  for (let at = 0; at < found.length; at++) {
    const entry = found[at]!;
    const session = reader.groupOf(entry);
    const ordinal = reader.ordinalOf(entry);
    all.add(entry);
    for (let step = 1; step <= window; step++) {
      for (const place of [ordinal - step, ordinal + step]) {
        const neighbour = reader.entryAt(session, place);
        if (neighbour >= 0) all.add(neighbour);
      }
    }
  }
  return all;
}

/** Scores candidates with their context; looks at nothing but them and their neighbours. */
export class TurnContext {
  /** 1 + number of the entry's line in `table`; 0: not looked at. */
  private readonly lines: Int32Array;
  private readonly table: Float32Array;

  constructor(
    private readonly reader: IndexReader,
    private readonly rows: readonly TermRow[],
    private readonly candidates: ReadonlySet<number>,
    private readonly weights: MessageWeights,
  ) {
    this.lines = new Int32Array(reader.size);
    let count = 0;
    for (const entry of withNeighbours(reader, [...candidates], weights.window)) this.lines[entry] = ++count;
    this.table = new Float32Array((count + 1) * rows.length);
    rows.forEach(({ entries, scores }, term) => {
      for (let at = 0; at < entries.length; at++) {
        const line = this.lines[entries[at]!]!;
        if (line > 0) this.table[line * rows.length + term] = scores[at]!;
      }
    });
  }

  score(): Candidate[] {
    return [...this.candidates].map((entry) => this.scoreOne(entry));
  }

  private scoreOne(entry: number): Candidate {
    const { reader, rows, table, lines, weights } = this;
    const session = reader.groupOf(entry);
    // A long text explains itself; what stands around it is about other things as well.
    const openness = Math.min(1, weights.longText / Math.max(1, reader.charsOf(entry)));
    const neighbours = this.neighboursOf(entry, session);
    let own = 0;
    let score = 0;
    for (let term = 0; term < rows.length; term++) {
      const said = table[lines[entry]! * rows.length + term]!;
      let around = 0;
      for (const { entry: other, weight } of neighbours) around += weight * table[lines[other]! * rows.length + term]!;
      own += said;
      score += mixed(said, openness * around, weights.secondHand);
    }
    return { entry, session, own, score };
  }

  private neighboursOf(entry: number, session: number): Neighbour[] {
    const { reader, weights } = this;
    const ordinal = reader.ordinalOf(entry);
    const neighbours: Neighbour[] = [];
    for (const direction of [-1, 1]) {
      let between = 0;
      for (let step = 1; step <= weights.window && (step <= 2 || between < weights.reach); step++) {
        const other = reader.entryAt(session, ordinal + direction * step);
        if (other < 0) continue;
        between += reader.charsOf(other);
        const asks = direction * step === -1 && (reader.flagsOf(other) & ENTRY_FLAGS.question) !== 0;
        const weight = step === 1 ? weights.adjacent : weights.nearby * weights.fade ** (step - 2);
        neighbours.push({ entry: other, weight: weight + (asks ? weights.afterQuestion : 0) });
      }
    }
    return neighbours;
  }
}

/** The stronger of the two counts in full, the other by `share`: a word said again must not outweigh a second word. */
function mixed(said: number, around: number, share: number): number {
  return said > around ? said + share * around : around + share * said;
}
