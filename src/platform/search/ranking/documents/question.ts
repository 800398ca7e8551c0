// What a query asks of an index: its terms as classes of words with their weights; knows the reader, not the scoring.
import { analyzeQuery, type QueryTerm } from '../../analysis/analyze-query.js';
import { gramsOf } from '../../analysis/grams-of.js';
import { isStopWord } from '../../analysis/stop-words.js';
import { familyOf } from '../../analysis/word-family.js';
import type { IndexReader, WordClass } from '../../engine/index-reader.js';

/** More distinct terms than a person types: of a pasted page only its rarest words are asked for. */
const MOST_TERMS = 32;

/** A compound is asked for as a whole and by its parts, which together must not outweigh the other words. */
const PART_WEIGHT = 0.5;

/** One distinct word of the query in all its forms. */
export interface Term {
  /** The same for every form (familyOf). */
  readonly key: string;
  readonly words: WordClass;
  /** 1, less for a part of a compound. */
  readonly weight: number;
  /** Times the weight. */
  readonly idf: number;
  /** A piece of a script without spaces. */
  readonly isCut: boolean;
  /** Distinct grams of the query's form of it. */
  readonly grams: readonly string[];
}

/** Two neighbouring content words, as indexes into the terms. */
export interface TermPair {
  readonly first: number;
  readonly second: number;
  readonly distance: number;
  /** idf of the commoner of the two. */
  readonly weight: number;
}

export interface Question {
  /** Rarest first. */
  readonly terms: readonly Term[];
  readonly pairs: readonly TermPair[];
  /** In a language whose endings the stemmer does not know, as far as its stop words tell. */
  readonly isInflected: boolean;
  /** Sum over the terms; at least a little, so that it can divide. */
  readonly totalIdf: number;
  readonly totalPairWeight: number;
}

/** Looks the content words of a query up. A word the index lacks is a term nonetheless: no entry covers it. */
export function readQuestion(reader: IndexReader, query: string): Question {
  const { terms: queryTerms, pairs: queryPairs } = analyzeQuery(query);
  const terms = termsOf(reader, queryTerms);
  const places = new Map(terms.map((term, place) => [term.key, place]));
  const pairs: TermPair[] = [];
  for (const { first, second, distance } of queryPairs) {
    const [a, b] = [places.get(familyOf(first).key), places.get(familyOf(second).key)];
    if (a === undefined || b === undefined || a === b) continue;
    pairs.push({ first: a, second: b, distance, weight: terms[Math.max(a, b)]?.idf ?? 0 });
  }
  const sum = (weights: readonly number[]): number => weights.reduce((total, weight) => total + weight, 0) || 1;
  return {
    terms,
    pairs,
    isInflected: isInflected(queryTerms),
    totalIdf: sum(terms.map((term) => term.idf)),
    totalPairWeight: sum(pairs.map((pair) => pair.weight)),
  };
}

function termsOf(reader: IndexReader, queryTerms: readonly QueryTerm[]): Term[] {
  const terms = new Map<string, Term>();
  for (const { word, isStop, isPart, isCut } of queryTerms) {
    const { key, stems } = familyOf(word);
    if (isStop || terms.has(key)) continue;
    const words = reader.union(stems.map((stem) => reader.stemClass(stem)));
    const weight = isPart ? PART_WEIGHT : 1;
    const idf = weight * reader.idf(Math.min(words.cost, reader.liveCount));
    terms.set(key, { key, words, weight, idf, isCut, grams: gramsOf(word) });
  }
  return [...terms.values()].sort((a, b) => b.idf - a.idf).slice(0, MOST_TERMS);
}

const ASCII = /^[a-z0-9]+$/;

/** Most of its stop words are not English. */
function isInflected(terms: readonly QueryTerm[]): boolean {
  let stops = 0;
  let english = 0;
  for (const { word, isStop } of terms) {
    if (!isStop) continue;
    stops++;
    if (ASCII.test(word) && isStopWord(word)) english++;
  }
  return english * 2 < stops;
}
