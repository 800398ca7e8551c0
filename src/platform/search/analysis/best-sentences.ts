// Picks the sentences of given passages that answer a question, without a model; knows words and cues, no index.
import { analyzeQuery } from './analyze-query.js';
import { askedKind, hasKind, type AnswerKind } from './answer-kinds.js';
import { gramsOf } from './grams-of.js';
import { splitSentences } from './split-sentences.js';
import { stemOf } from './stem-of.js';
import { Tokens } from './token-sink.js';
import { normalizeText, tokenize } from './tokenize.js';

/** A passage and the number it is cited by. */
export interface Passage {
  readonly n: number;
  readonly text: string;
}

/** A sentence of passage `n`: `text` is the passage's text from `start` to `end` in UTF-16 code units. */
export interface BestSentence {
  readonly n: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** 0..1: the idf-weighted share of the question's words found there, lowered where the kind of answer is missing. */
  readonly score: number;
}

/**
 * Where a caller may say that it found nothing. Cautious: by language it keeps 83 to 96 of a hundred questions whose
 * passage is there, and lets through 23 to 62 of a hundred whose passage is missing among similar texts.
 */
export const NO_ANSWER_BELOW = 0.35;

/** A term of the question in the sentence before counts for the sentence (it, they, the former), less than in it. */
const SENTENCE_BEFORE = 0.4;
/** The same anywhere else in the passage: what it is about. */
const ELSEWHERE = 0.25;
const LEAST_LIKENESS = 0.5;
/** A sentence without the kind of answer asked for (no date for "when"). */
const WRONG_KIND = 0.7;
const IS_QUESTION = 0.6;
/** A sentence that says nothing beyond the question: a heading, mostly. */
const SAYS_NOTHING_NEW = 0.5;
/** A sentence that has the question in it word for word: an example, a list of questions, a note of who asked. */
const REPEATS_QUESTION = 0.3;
/** Words of a question that somebody could not have happened to write in the same order. */
const REPEATED_WORDS = 4;
/** A piece of Chinese or Thai that no sentence has mostly lies across two words; a word that none has was asked for. */
const UNSEEN_PIECE = 0.3;

interface AskedTerm {
  readonly stem: string;
  readonly grams: readonly string[];
  /** A piece of a script without spaces. */
  readonly isCut: boolean;
}

interface Candidate {
  readonly passage: Passage;
  readonly start: number;
  readonly end: number;
  /** How far each asked term is found in it, 0..1. */
  readonly found: number[];
  /** Distinct words that the question does not have. */
  readonly newWords: number;
  readonly key: string;
}

/**
 * The sentences that answer the question best, best first, equal sentences once. Nothing when the question has no words
 * or no sentence shares one with it; compare scores with NO_ANSWER_BELOW. Linear in the text.
 */
export function bestSentences(question: string, passages: readonly Passage[], limit: number): BestSentence[] {
  const asked = askedTerms(question);
  const candidates = passages.map((passage) => candidatesOf(passage, asked));
  const weights = weigh(asked, candidates.flat());
  const look = { weights, kind: askedKind(question), repeated: repeatedBy(question) };
  const scored = candidates.flatMap((inPassage) => scorePassage(inPassage, look));
  const seen = new Set<string>();
  return scored
    .sort((a, b) => b.score - a.score)
    .filter(({ key, score }) => score > 0 && !seen.has(key) && seen.add(key))
    .slice(0, Math.max(0, limit))
    .map(({ passage: { n, text }, start, end, score }) => ({ n, start, end, text: text.slice(start, end), score }));
}

function askedTerms(question: string): AskedTerm[] {
  const terms = new Map<string, AskedTerm>();
  for (const { word, isStop, isCut } of analyzeQuery(question).terms) {
    const stem = stemOf(word);
    if (!isStop && !terms.has(stem)) terms.set(stem, { stem, grams: gramsOf(word), isCut });
  }
  return [...terms.values()];
}

/** Whether a sentence, by its words, has the whole question in it. */
function repeatedBy(question: string): (key: string) => boolean {
  const words = wordsOf(question);
  if (words.length < REPEATED_WORDS) return () => false;
  const asked = ` ${words.join(' ')} `;
  return (key) => ` ${key} `.includes(asked);
}

function wordsOf(text: string): string[] {
  const sink = new Tokens();
  tokenize(normalizeText(text), sink);
  return sink.words;
}

function candidatesOf(passage: Passage, asked: readonly AskedTerm[]): Candidate[] {
  const likenesses = new Map<string, number[]>();
  const likenessOf = (word: string): number[] => {
    const known = likenesses.get(word);
    if (known) return known;
    const likeness = likenessesOf(word, asked);
    likenesses.set(word, likeness);
    return likeness;
  };
  return splitSentences(passage.text).map(({ start, end }) => {
    const words = wordsOf(passage.text.slice(start, end));
    const found = asked.map(() => 0);
    let newWords = 0;
    for (const word of new Set(words)) {
      const likeness = likenessOf(word);
      if (likeness.every((share) => share === 0)) newWords++;
      likeness.forEach((share, place) => (found[place] = Math.max(found[place] ?? 0, share)));
    }
    return { passage, start, end, found, newWords, key: words.join(' ') };
  });
}

/** How much a word is like each asked term: 1 with the same stem, else the share of the term's grams it has, from half on. */
function likenessesOf(word: string, asked: readonly AskedTerm[]): number[] {
  const stem = stemOf(word);
  const grams = new Set(gramsOf(word));
  return asked.map((term) => {
    if (term.stem === stem) return 1;
    const share = term.grams.filter((gram) => grams.has(gram)).length / (term.grams.length || 1);
    return share >= LEAST_LIKENESS ? share : 0;
  });
}

/** Each term's share of the question: rare among these sentences weighs more. The shares add up to 1. */
function weigh(asked: readonly AskedTerm[], candidates: readonly Candidate[]): number[] {
  const weights = asked.map(({ isCut }, place) => {
    const frequency = candidates.filter(({ found }) => (found[place] ?? 0) > 0).length;
    const weight = Math.log(1 + candidates.length / (frequency + 0.5));
    return isCut && frequency === 0 ? UNSEEN_PIECE * weight : weight;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  return weights.map((weight) => weight / total);
}

/** What a sentence is held against. */
interface Look {
  readonly weights: readonly number[];
  readonly kind: AnswerKind;
  readonly repeated: (key: string) => boolean;
}

function scorePassage(candidates: readonly Candidate[], look: Look): (Candidate & { score: number })[] {
  const { weights } = look;
  const anywhere = weights.map((_, place) =>
    candidates.reduce((most, { found }) => Math.max(most, found[place] ?? 0), 0),
  );
  return candidates.map((candidate, number) => {
    if (candidate.found.every((share) => share === 0)) return { ...candidate, score: 0 };
    const before = candidates[number - 1]?.found;
    const share = weights.reduce((sum, weight, place) => {
      const near = Math.max(SENTENCE_BEFORE * (before?.[place] ?? 0), ELSEWHERE * (anywhere[place] ?? 0));
      return sum + weight * Math.max(candidate.found[place] ?? 0, near);
    }, 0);
    return { ...candidate, score: share * fitness(candidate, look) };
  });
}

function fitness({ passage, start, end, newWords, key }: Candidate, { kind, repeated }: Look): number {
  const sentence = passage.text.slice(start, end);
  const kindFactor = hasKind(sentence, kind) ? 1 : WRONG_KIND;
  const questionFactor = /[?？؟]["'”’»)\]]*$/.test(sentence) ? IS_QUESTION : 1;
  const repeatFactor = repeated(key) ? REPEATS_QUESTION : 1;
  return kindFactor * questionFactor * repeatFactor * (newWords === 0 ? SAYS_NOTHING_NEW : 1);
}
