// The first look: which entries are worth reading, by BM25 over whole texts; knows nothing of sentences.
import type { EntryMask, IndexReader, WordClass } from '../../engine/index-reader.js';
import { Scoreboard } from '../../engine/scoreboard.js';
import type { Question, Term } from './question.js';
import { LEAST_LIKENESS } from './word-evidence.js';

/** Words in the title count once more. */
const TITLE_WEIGHT = 1;
/** A word that is like the one asked for (a compound, an inflection, a slip) is weaker evidence than its own stem. */
const LIKE_WEIGHT = 0.5;

/** One for the thread: ranking is synchronous. */
const board = new Scoreboard();

export interface FirstLook {
  /** Best first. */
  readonly entries: Uint32Array;
  /** For each of them; the best is 1. */
  readonly scores: Float32Array;
}

/** The `limit` best entries as wholes; `mask`: those that may be found. */
export function firstLook(reader: IndexReader, question: Question, limit: number, mask?: EntryMask): FirstLook {
  board.start(reader.size);
  const options = { titleWeight: TITLE_WEIGHT, only: mask };
  for (const term of question.terms) {
    reader.accumulateOn(board, term.words, term.weight, options);
    // Elsewhere the stem finds enough, and like words are noise: the second look weighs them.
    const alike = question.isInflected || term.words.cost === 0 ? alikeWords(reader, term) : undefined;
    if (alike) reader.accumulateOn(board, alike, LIKE_WEIGHT * term.weight, options);
  }
  const entries = board.best(limit, (a, b) => reader.compareIds(a, b));
  const most = entries.length > 0 ? board.scores[entries[0]!]! : 1;
  const scores = new Float32Array(entries.length);
  for (let at = 0; at < entries.length; at++) scores[at] = board.scores[entries[at]!]! / most;
  return { entries, scores };
}

/** Words that are like the term without having its stem. */
function alikeWords(reader: IndexReader, { grams }: Term): WordClass | undefined {
  return grams.length > 0 ? reader.alikeClass(grams, LEAST_LIKENESS) : undefined;
}
