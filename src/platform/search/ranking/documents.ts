// Ranks the chunks of an owner's documents by a question; knows the index reader, nothing of storage, users or models.
import type { IndexReader } from '../engine/index-reader.js';
import type { RankedHit, RankOptions } from '../engine/ranked-hit.js';
import { type CloseReading, CloseReader } from './documents/close-reading.js';
import { readQuestion } from './documents/question.js';
import { scoreWholeTexts, type WholeTextScores } from './documents/whole-text-scores.js';

/** So many are read closely; what answers a question is nearly always among the first dozen of the first look. */
const CANDIDATES = 100;
/**
 * Weights of the close reading against the whole-text score, whose best is 1 (1.5 with grams). Halving or doubling any
 * one of them moved no measure by more than half a point: round numbers, set once.
 */
const WEIGHTS: Readonly<Record<keyof CloseReading, number>> = { sentence: 1, coverage: 0.5, pairs: 0.5, title: 0.3 };

/**
 * The best entries for a question, best first; none for a query without words. Scores are comparable within one
 * result only: BM25 of stems (best 1) + 0.5 × BM25 of 4-grams (best 1), and for the first hundred the close reading.
 * `explain` gives each part of the sum.
 */
export function rankDocuments(reader: IndexReader, query: string, options: RankOptions): RankedHit[] {
  const question = readQuestion(reader, query);
  if (question.terms.length === 0 || options.limit < 1) return [];
  const mask = options.groups && reader.maskOfGroups(options.groups);
  const scores = scoreWholeTexts(reader, question, mask);
  const candidates = reader.best(scores.combined, Math.max(CANDIDATES, options.limit), mask);
  const closeReader = new CloseReader(reader, question);
  const hits = Array.from(candidates, (entry, place) => {
    const reading = place < CANDIDATES ? closeReader.read(entry) : undefined;
    return hitOf(entry, scores, reading, options.explain === true);
  });
  return hits.sort((a, b) => b.score - a.score).slice(0, options.limit);
}

function hitOf(entry: number, scores: WholeTextScores, reading: CloseReading | undefined, explain: boolean): RankedHit {
  const combined = scores.combined[entry] ?? 0;
  const stems = scores.stems[entry] ?? 0;
  const parts: Record<string, number> = { stems, grams: combined - stems };
  let score = combined;
  if (reading) {
    for (const name of ['sentence', 'coverage', 'pairs', 'title'] as const) {
      parts[name] = WEIGHTS[name] * reading[name];
      score += parts[name];
    }
  }
  return explain ? { entry, score, explain: parts } : { entry, score };
}
