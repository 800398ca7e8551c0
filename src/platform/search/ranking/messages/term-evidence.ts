// What each term of a question finds, entry by entry and session by session. Knows postings, nothing of turns or speakers.
import type { IndexReader, WordClass } from '../../engine/index-reader.js';
import type { MessageTerm } from './question-terms.js';
import type { MessageWeights } from './weights.js';

/** One term's scores: `scores[i]` belongs to entry `entries[i]`. */
export interface TermRow {
  entries: readonly number[];
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

  constructor(
    private readonly reader: IndexReader,
    private readonly weights: MessageWeights,
  ) {
    this.scores = reader.newScores();
    this.own = reader.newScores();
    this.related = reader.newScores();
    this.sessions = reader.newGroupScores();
    this.inSession = reader.newGroupScores();
    this.averageSession = (reader.averageLength * reader.liveCount) / Math.max(1, reader.liveGroupCount) || 1;
  }

  row(term: MessageTerm): TermRow {
    const { reader, own, related } = this;
    const entries: number[] = [];
    const sessions: number[] = [];
    this.visit(term.own, 1, own, entries, sessions);
    const ownIdf = reader.idf(entries.length);
    for (const { words, weight } of term.related) this.visit(words, weight, related, entries, sessions);
    this.visitGrams(term, entries);
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
    this.scoreSessions(term, sessions);
    return { entries, scores };
  }

  /**
   * Notes BM25 without idf for the entries of a class, the larger of what is in `target` already and this times `weight`,
   * and counts the occurrences for their sessions. Entries and sessions met for the first time join the lists.
   */
  private visit(words: WordClass, weight: number, target: Float32Array, entries: number[], sessions: number[]): void {
    const { reader, own, related, inSession } = this;
    const base = K1 * (1 - B);
    const slope = (K1 * B) / reader.averageLength;
    const factor = weight * (K1 + 1);
    reader.forEachPosting(words, (entry, inText, inTitle) => {
      if (own[entry] === 0 && related[entry] === 0) entries.push(entry);
      const count = inText + inTitle;
      const value = (factor * count) / (count + base + slope * reader.lengthOf(entry));
      if (value > target[entry]!) target[entry] = value;
      const session = reader.groupOf(entry);
      if (inSession[session] === 0) sessions.push(session);
      inSession[session]! += weight * count;
    });
  }

  /** The share of the word's grams in the entry, from a half on: below that, words merely look alike. */
  private visitGrams({ grams }: MessageTerm, entries: number[]): void {
    if (grams.length === 0) return;
    const { own, related } = this;
    const found = new Map<number, number>();
    for (const gram of grams) {
      this.reader.forEachPosting(gram, (entry) => void found.set(entry, (found.get(entry) ?? 0) + 1));
    }
    for (const [entry, count] of found) {
      const share = count / grams.length;
      if (share < 0.5) continue;
      if (own[entry] === 0 && related[entry] === 0) entries.push(entry);
      related[entry] = Math.max(related[entry]!, this.weights.grams * share);
    }
  }

  private scoreSessions(term: MessageTerm, touched: readonly number[]): void {
    const { reader, inSession, sessions } = this;
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
