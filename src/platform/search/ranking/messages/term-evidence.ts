// What each term of a question finds, entry by entry and session by session. Knows postings, nothing of turns or speakers.
import type { IndexReader, PostingRun, WordClass } from '../../engine/index-reader.js';
import { Scoreboard } from '../../engine/scoreboard.js';
import type { MessageTerm } from './question-terms.js';
import type { MessageWeights } from './weights.js';

/** One term's scores: `scores[i]` belongs to entry `entries[i]`. */
export interface TermRow {
  entries: Uint32Array;
  scores: Float32Array;
  /** The highest of the scores, 0 where there is none. */
  best: number;
}

/** Good until the next question: the boards are the thread's. */
export interface Evidence {
  rows: readonly TermRow[];
  /** Sum of the rows. */
  board: Scoreboard;
  /** The same for sessions, as if each were one text. */
  sessions: Scoreboard;
}

/** BM25's constants, as the engine has them (engine/bm25.ts). */
const K1 = 1.2;
const B = 0.75;
/** Below half of its grams, a word merely looks alike. */
const LEAST_GRAMS = 0.5;

// Arrays over all entries or sessions, zero between two terms; the engine is synchronous, so one of each will do.
const board = new Scoreboard();
const sessionBoard = new Scoreboard();
const inSession = new Scoreboard();
/** The term's own words and, weighed, related ones; together they note which entries were met. */
const own = new Scoreboard();
const related = new Scoreboard();
const grams = new Scoreboard();

export function gatherEvidence(reader: IndexReader, terms: readonly MessageTerm[], weights: MessageWeights): Evidence {
  for (const each of [board, own, related, grams]) each.start(reader.size);
  for (const each of [sessionBoard, inSession]) each.start(reader.groupCount);
  const gathering = new Gathering(reader, weights);
  return { rows: terms.map((term) => gathering.row(term)), board, sessions: sessionBoard };
}

class Gathering {
  private readonly averageSession: number;

  constructor(
    private readonly reader: IndexReader,
    private readonly weights: MessageWeights,
  ) {
    this.averageSession = (reader.averageLength * reader.liveCount) / Math.max(1, reader.liveGroupCount) || 1;
  }

  row(term: MessageTerm): TermRow {
    const { reader } = this;
    this.visit(term.own, 1, own);
    for (const { words, weight } of term.related) this.visit(words, weight, related);
    this.visitGrams(term);
    const entries = metEntries();
    // A word and all that may stand for it are one concept: the more entries hold any of it, the less it tells.
    const ownWeight = term.importance * reader.idf(own.count);
    const relatedWeight = term.importance * reader.idf(entries.length);
    const scores = new Float32Array(entries.length);
    let best = 0;
    for (let at = 0; at < entries.length; at++) {
      const entry = entries[at]!;
      const score = Math.max(ownWeight * own.scores[entry]!, relatedWeight * related.scores[entry]!);
      scores[at] = score;
      if (score > best) best = score;
      board.add(entry, score);
    }
    own.clear();
    related.clear();
    this.scoreSessions(term);
    return { entries, scores, best };
  }

  /**
   * Notes BM25 without idf for the entries of a class, the larger of what is in `target` already and this times `weight`,
   * and counts the occurrences for their sessions.
   */
  private visit(words: WordClass, weight: number, target: Scoreboard): void {
    const { reader } = this;
    const curve = { factor: weight * (K1 + 1), base: K1 * (1 - B), slope: (K1 * B) / reader.averageLength };
    for (const run of reader.runsOf(words)) visitRun(run, weight, curve, target);
  }

  /** The share of the word's grams in the entry. */
  private visitGrams(term: MessageTerm): void {
    if (term.grams.length === 0) return;
    for (const gram of term.grams) {
      for (const { entries, from, to, base } of this.reader.runsOf(gram))
        for (let at = from; at < to; at++) grams.add(base + entries[at]!, 1);
    }
    for (let at = 0; at < grams.count; at++) {
      const entry = grams.entries[at]!;
      const share = grams.scores[entry]! / term.grams.length;
      if (share >= LEAST_GRAMS) related.raise(entry, this.weights.grams * share);
    }
    grams.clear();
  }

  private scoreSessions(term: MessageTerm): void {
    const { reader } = this;
    const { count: found, entries, scores } = inSession;
    const idf = Math.log(1 + (reader.liveGroupCount - found + 0.5) / (found + 0.5));
    for (let at = 0; at < found; at++) {
      const session = entries[at]!;
      const count = scores[session]!;
      const length = reader.groupLengthOf(session) / this.averageSession;
      sessionBoard.add(session, (term.importance * idf * count * (K1 + 1)) / (count + K1 * (1 - B + B * length)));
    }
    inSession.clear();
  }
}

function visitRun(
  { from, to, base: first, entries, texts, titles, lengths, lengthUnits, entryGroups, groups }: PostingRun,
  weight: number,
  { factor, base, slope }: { factor: number; base: number; slope: number },
  target: Scoreboard,
): void {
  const scaled = slope / lengthUnits;
  for (let at = from; at < to; at++) {
    const local = entries[at]!;
    const count = titles ? texts[at]! + titles[at]! : texts[at]!;
    target.raise(first + local, (factor * count) / (count + base + scaled * lengths[local]!));
    inSession.add(groups[entryGroups[local]!]!, weight * count);
  }
}

/** What the term's own or related words are in: first the one, then what the other adds. */
function metEntries(): Uint32Array {
  const met = new Uint32Array(own.count + related.count);
  met.set(own.entries.subarray(0, own.count));
  let count = own.count;
  for (let at = 0; at < related.count; at++) {
    const entry = related.entries[at]!;
    if (own.scores[entry] === 0) met[count++] = entry;
  }
  return met.subarray(0, count);
}
