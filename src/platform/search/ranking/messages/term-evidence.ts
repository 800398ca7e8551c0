// What each term of a question finds, entry by entry and session by session. Knows postings, nothing of turns or speakers.
import type { IndexReader, WordClass } from '../../engine/index-reader.js';
import type { MessageTerm } from './question-terms.js';
import type { MessageWeights } from './weights.js';

/** One term's scores: `scores[i]` belongs to entry `entries[i]`. */
export interface TermRow {
  entries: Uint32Array;
  scores: Float32Array;
}

export interface Evidence {
  rows: readonly TermRow[];
  /** Sum of the rows for every entry. */
  scores: Float32Array;
  /** The same for sessions, as if each were one text. */
  sessions: Float32Array;
}

/** BM25's constants, as the engine has them (engine/bm25.ts). */
const K1 = 1.2;
const B = 0.75;

export function gatherEvidence(reader: IndexReader, terms: readonly MessageTerm[], weights: MessageWeights): Evidence {
  const gathering = new Gathering(reader, weights);
  const rows = terms.map((term) => gathering.row(term));
  return { rows, scores: gathering.scores, sessions: gathering.sessions };
}

class Gathering {
  readonly scores: Float32Array;
  readonly sessions: Float32Array;
  /** Counts of the term's own words and, weighed, of related ones; zeroed after each term. */
  private readonly own: Float32Array;
  private readonly related: Float32Array;
  private readonly inSession: Float32Array;
  private readonly averageSession: number;
  /** The term's entries and sessions in order of first meeting; growing arrays would keep the garbage collector busy. */
  private readonly met: Uint32Array;
  private readonly metSessions: Uint32Array;
  private metCount = 0;
  private sessionCount = 0;

  constructor(
    private readonly reader: IndexReader,
    private readonly weights: MessageWeights,
  ) {
    this.scores = reader.newScores();
    this.own = reader.newScores();
    this.related = reader.newScores();
    this.sessions = reader.newGroupScores();
    this.inSession = reader.newGroupScores();
    this.met = new Uint32Array(reader.size);
    this.metSessions = new Uint32Array(reader.groupCount);
    this.averageSession = (reader.averageLength * reader.liveCount) / Math.max(1, reader.liveGroupCount) || 1;
  }

  row(term: MessageTerm): TermRow {
    const { reader, own, related } = this;
    this.metCount = 0;
    this.sessionCount = 0;
    this.visit(term.own, 1, own);
    const ownIdf = reader.idf(this.metCount);
    for (const { words, weight } of term.related) this.visit(words, weight, related);
    this.visitGrams(term);
    const entries = this.met.slice(0, this.metCount);
    // A word and all that may stand for it are one concept: the more entries hold any of it, the less it tells.
    const relatedIdf = reader.idf(entries.length);
    const scores = new Float32Array(entries.length);
    for (let at = 0; at < entries.length; at++) {
      const entry = entries[at]!;
      const score = term.importance * Math.max(ownIdf * own[entry]!, relatedIdf * related[entry]!);
      scores[at] = score;
      this.scores[entry]! += score;
      own[entry] = 0;
      related[entry] = 0;
    }
    this.scoreSessions(term);
    return { entries, scores };
  }

  /**
   * Notes BM25 without idf for the entries of a class, the larger of what is in `target` already and this times `weight`,
   * and counts the occurrences for their sessions.
   */
  private visit(words: WordClass, weight: number, target: Float32Array): void {
    const { reader, inSession } = this;
    const base = K1 * (1 - B);
    const slope = (K1 * B) / reader.averageLength;
    const factor = weight * (K1 + 1);
    reader.forEachPosting(words, (entry, inText, inTitle) => {
      this.meet(entry);
      const count = inText + inTitle;
      const value = (factor * count) / (count + base + slope * reader.lengthOf(entry));
      if (value > target[entry]!) target[entry] = value;
      const session = reader.groupOf(entry);
      if (inSession[session] === 0) this.metSessions[this.sessionCount++] = session;
      inSession[session]! += weight * count;
    });
  }

  /** The share of the word's grams in the entry, from a half on: below that, words merely look alike. */
  private visitGrams({ grams }: MessageTerm): void {
    if (grams.length === 0) return;
    const { related } = this;
    const found = new Map<number, number>();
    for (const gram of grams) {
      this.reader.forEachPosting(gram, (entry) => void found.set(entry, (found.get(entry) ?? 0) + 1));
    }
    for (const [entry, count] of found) {
      const share = count / grams.length;
      if (share < 0.5) continue;
      this.meet(entry);
      related[entry] = Math.max(related[entry]!, this.weights.grams * share);
    }
  }

  /** Before anything is noted for it. */
  private meet(entry: number): void {
    if (this.own[entry] === 0 && this.related[entry] === 0) this.met[this.metCount++] = entry;
  }

  private scoreSessions(term: MessageTerm): void {
    const { reader, inSession, sessions } = this;
    const touched = this.metSessions.subarray(0, this.sessionCount);
    const liveGroups = reader.liveGroupCount;
    const idf = Math.log(1 + (liveGroups - touched.length + 0.5) / (touched.length + 0.5));
    for (const session of touched) {
      const count = inSession[session]!;
      const length = reader.groupLengthOf(session) / this.averageSession;
      sessions[session]! += (term.importance * idf * count * (K1 + 1)) / (count + K1 * (1 - B + B * length));
      inSession[session] = 0;
    }
  }
}
