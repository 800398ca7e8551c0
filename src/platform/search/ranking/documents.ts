// Ranks the chunks of an owner's documents by a question; knows the index reader, nothing of storage, users or models.
import type { IndexReader } from '../engine/index-reader.js';
import type { RankedHit, RankOptions } from '../engine/ranked-hit.js';
import { type CloseReading, CloseReader } from './documents/close-reading.js';
import { firstLook } from './documents/first-look.js';
import { readQuestion } from './documents/question.js';

/** So many are read closely; what answers a question is nearly always among the first dozen of the first look. */
const CANDIDATES = 20;
/**
 * Weights of the close reading against the score of the first look, whose best is 1; of the grams too the best counts
 * as 1. Halving or doubling any one of them moved no measure by more than half a point: round numbers, set once.
 */
const WEIGHTS: Readonly<Record<keyof CloseReading, number>> = {
  grams: 0.75,
  sentence: 1,
  coverage: 0.5,
  pairs: 0.5,
  title: 0.5,
};
const PARTS = Object.keys(WEIGHTS) as (keyof CloseReading)[];

/**
 * The best entries for a question, best first; none for a query without words. Scores are comparable within one
 * result only: BM25 of stems (best 1), and for the first twenty the close reading. `explain` gives each part of the sum.
 */
export function rankDocuments(reader: IndexReader, query: string, options: RankOptions): RankedHit[] {
  const question = readQuestion(reader, query);
  if (question.terms.length === 0 || options.limit < 1) return [];
  const mask = options.groups && reader.maskOfGroups(options.groups);
  const { entries, scores } = firstLook(reader, question, Math.max(CANDIDATES, options.limit), mask);
  const readings = new CloseReader(reader, question).readAll(entries.subarray(0, CANDIDATES));
  const mostGrams = readings.reduce((most, { grams }) => Math.max(most, grams), 0) || 1;
  for (const reading of readings) reading.grams /= mostGrams;
  const hits: RankedHit[] = [];
  for (let place = 0; place < entries.length; place++)
    hits.push(hitOf(entries[place]!, scores[place]!, readings[place], options.explain === true));
  return hits.sort(byScore).slice(0, options.limit);
}

/** The best first. Whole numbers only: of a difference, which has a fraction, V8 makes an object for each comparison. */
const byScore = (a: RankedHit, b: RankedHit): number => (a.score === b.score ? 0 : a.score < b.score ? 1 : -1);

function hitOf(entry: number, stems: number, reading: CloseReading | undefined, explain: boolean): RankedHit {
  let score = stems;
  for (const part of reading ? PARTS : []) score += WEIGHTS[part] * reading![part];
  if (!explain) return { entry, score };
  const parts = PARTS.map((part) => [part, reading ? WEIGHTS[part] * reading[part] : 0] as const);
  return { entry, score, explain: { stems, ...Object.fromEntries(parts) } };
}
