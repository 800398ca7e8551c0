// Turns a question into weighted classes of words of the index. Knows the dictionary of the index, no postings.
import { analyzeQuery, type QueryAnalysis, type QueryTerm } from '../../analysis/analyze-query.js';
import { gramsOf } from '../../analysis/grams-of.js';
import { isStopWord } from '../../analysis/stop-words.js';
import { familyOf } from '../../analysis/word-family.js';
import type { IndexReader, WordClass } from '../../engine/index-reader.js';
import { ASKING_WORDS } from './question-words.js';
import { membersOf, synonymsOf, wordKey } from './related-words.js';
import type { MessageWeights } from './weights.js';

/** One thing the question asks about, in all the words that may say it. */
export interface MessageTerm {
  /** The word in all its forms. */
  own: WordClass;
  /** Words for the same, things of that kind; each with what an occurrence counts. */
  related: readonly { words: WordClass; weight: number }[];
  /** Character grams, where the word itself cannot be expected to match. */
  grams: readonly WordClass[];
  /** 1 for a content word, less for words that only frame the question. */
  importance: number;
}

/** Grams in more entries than this share tell nothing and cost most. */
const GRAM_SHARE = 0.2;
const ASCII = /^[a-z0-9]+$/;

/** The question's content words, one term for all words with the same stem; of more than `maxTerms` the rarest. */
export function questionTerms(
  reader: IndexReader,
  question: string,
  names: ReadonlySet<string>,
  weights: MessageWeights,
): MessageTerm[] {
  const query = analyzeQuery(question);
  const inflects = isForeign(query);
  const byKey = new Map<string, QueryTerm>();
  for (const term of query.terms) {
    const key = wordKey(term.word);
    if (!term.isStop && !byKey.has(key)) byKey.set(key, term);
  }
  const found = [...byKey].map(([key, term]) => ({ key, term, own: formsOf(reader, term.word) }));
  if (found.length > weights.maxTerms) {
    // The rarest tell most; those that are nowhere in the index may still have related words, but come last.
    const rarity = ({ cost }: WordClass): number => (cost === 0 ? Number.MAX_SAFE_INTEGER : cost);
    found.sort((a, b) => rarity(a.own) - rarity(b.own)).splice(weights.maxTerms);
  }
  return found.map(({ key, term, own }): MessageTerm => {
    const { word, isPart, isCut } = term;
    const plain = !isPart && !isCut && !names.has(word);
    return {
      own,
      related: plain ? relatedTo(reader, key, byKey, weights) : [],
      grams: plain && (inflects || own.wordCount === 0 || !ASCII.test(word)) ? gramClasses(reader, word) : [],
      importance: importanceOf(term, names, weights),
    };
  });
}

function importanceOf({ word, isPart, isCut }: QueryTerm, names: ReadonlySet<string>, weights: MessageWeights): number {
  if (isPart || (isCut && [...word].length === 1)) return weights.partOfWord;
  if (names.has(word)) return weights.speakersName;
  return ASKING_WORDS.has(word) ? weights.askingWord : 1;
}

function formsOf(reader: IndexReader, word: string): WordClass {
  return reader.union(familyOf(word).stems.map((stem) => reader.stemClass(stem)));
}

function relatedTo(
  reader: IndexReader,
  key: string,
  asked: ReadonlyMap<string, unknown>,
  weights: MessageWeights,
): MessageTerm['related'] {
  return [
    { others: synonymsOf(key), weight: weights.synonym },
    { others: membersOf(key), weight: weights.member },
  ]
    .filter(({ others, weight }) => others.size > 0 && weight > 0)
    .map(({ others, weight }) => {
      // What the question asks for by itself counts for itself.
      const classes = [...others].filter((word) => !asked.has(wordKey(word))).map((word) => formsOf(reader, word));
      return { words: reader.union(classes), weight };
    })
    .filter(({ words }) => words.wordCount > 0);
}

function gramClasses(reader: IndexReader, word: string): WordClass[] {
  return gramsOf(word)
    .map((gram) => reader.gramClass(gram))
    .filter(({ wordCount, cost }) => wordCount > 0 && cost <= reader.liveCount * GRAM_SHARE + 100);
}

/** Whether the question's stop words are those of a language other than English: Porter does not know its endings. */
function isForeign(query: QueryAnalysis): boolean {
  const stops = query.terms.filter((term) => term.isStop);
  return stops.filter((term) => isStopWord(term.word) && ASCII.test(term.word)).length * 2 < stops.length;
}
