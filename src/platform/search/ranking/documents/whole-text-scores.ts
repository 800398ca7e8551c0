// The first look: every entry scored as a whole, by stems and by character grams; knows nothing of sentences.
import type { EntryMask, IndexReader } from '../../engine/index-reader.js';
import type { Question } from './question.js';

/** Words in the title count once more. */
const TITLE_WEIGHT = 1;
/** Grams find what stems miss (compounds, inflections, typing errors) but are noise in between: half. */
const GRAM_WEIGHT = 0.5;
/**
 * Postings read for grams at most, rarest grams first. Small collections never reach it; in large ones it bounds the
 * time, and the grams left out are the common ones, which say least.
 */
const GRAM_POSTINGS = 150_000;

/** Scores of all entries. */
export interface WholeTextScores {
  /** BM25 over stems, the best 1. */
  readonly stems: Float32Array;
  /** BM25 over grams, the best 1. */
  readonly grams: Float32Array;
  /** Both, weighed. */
  readonly combined: Float32Array;
}

/** Scores every entry; `mask`: those that may be found, which alone decide what the best is. */
export function scoreWholeTexts(reader: IndexReader, question: Question, mask?: EntryMask): WholeTextScores {
  const stems = reader.newScores();
  for (const { words, weight } of question.terms)
    reader.accumulate(words, weight, stems, { titleWeight: TITLE_WEIGHT });
  const grams = reader.newScores();
  addGrams(reader, question, grams);
  scaleToOne(stems, mask);
  scaleToOne(grams, mask);
  const combined = reader.newScores();
  for (let entry = 0; entry < combined.length; entry++)
    combined[entry] = (stems[entry] ?? 0) + GRAM_WEIGHT * (grams[entry] ?? 0);
  return { stems, grams, combined };
}

/** Each word's grams together weigh the root of their number: long words count more, but not in proportion. */
function addGrams(reader: IndexReader, question: Question, scores: Float32Array): void {
  const weights = new Map<string, number>();
  for (const { grams, words, stem, weight, isCut } of question.terms) {
    const share = weight / Math.sqrt(grams.length);
    for (const gram of grams) weights.set(gram, (weights.get(gram) ?? 0) + share);
    // Words with digits have no grams; without this a text that holds the code asked for would lose to one that does not.
    if (grams.length === 0 && !isCut)
      reader.accumulate(words, weight * Math.sqrt(Math.max(1, stem.length - 1)), scores, { titleWeight: TITLE_WEIGHT });
  }
  const classes = [...weights].map(([gram, weight]) => ({ words: reader.gramClass(gram), weight }));
  let left = GRAM_POSTINGS;
  for (const { words, weight } of classes.sort((a, b) => a.words.cost - b.words.cost)) {
    left -= words.cost;
    if (left < 0) return;
    reader.accumulate(words, weight, scores, { titleWeight: TITLE_WEIGHT });
  }
}

/** Scores of different kinds can be added only on one scale. */
function scaleToOne(scores: Float32Array, mask?: EntryMask): void {
  let most = 0;
  for (let entry = 0; entry < scores.length; entry++)
    if ((scores[entry] ?? 0) > most && mask?.[entry] !== 0) most = scores[entry] ?? 0;
  if (most > 0) for (let entry = 0; entry < scores.length; entry++) scores[entry] = (scores[entry] ?? 0) / most;
}
