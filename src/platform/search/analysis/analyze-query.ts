// Turns a question into the terms ranking works with; knows words and stop words, nothing of the index.
import { stopWordsFor } from './stop-words.js';
import { TokenKind, Tokens } from './token-sink.js';
import { normalizeText, tokenize } from './tokenize.js';

/** One distinct word of a query. */
export interface QueryTerm {
  readonly word: string;
  /** Says nothing about the subject; never set when the whole query consists of stop words. */
  readonly isStop: boolean;
  /** A compound written as one (`ERR-12`, `camelCase`) or a word with digits. */
  readonly isIdentifier: boolean;
  /** A part of such a compound: weaker evidence than the whole. */
  readonly isPart: boolean;
  /** A single character, pair or triple of a script without spaces. */
  readonly isCut: boolean;
  /** Positions in the query, counted in words. */
  readonly positions: readonly number[];
}

/** Two neighbouring content words, `distance` positions apart in the query (more than 1 over stop words). */
export interface QueryPair {
  readonly first: string;
  readonly second: string;
  readonly distance: number;
}

export interface QueryAnalysis {
  /** Distinct words in order of first appearance, stop words included. */
  readonly terms: readonly QueryTerm[];
  /** What stands in double quotes, as words at successive positions. */
  readonly phrases: readonly (readonly string[])[];
  /** Neighbouring content words, each pair once. */
  readonly pairs: readonly QueryPair[];
}

/** A query longer than this is cut: nobody asks so much, and a pasted book must not stall a search. */
const MAX_QUERY = 8_000;
const QUOTED = /["“”„«»「」『』]([^"“”„«»「」『』]{2,200})["“”„«»「」『』]/g;

function tokens(text: string): Tokens {
  const sink = new Tokens();
  tokenize(normalizeText(text), sink);
  return sink;
}

/** The distinct terms of a query, its quoted phrases and its adjacent pairs; empty lists for a query without words. */
export function analyzeQuery(text: string): QueryAnalysis {
  const query = text.slice(0, MAX_QUERY);
  const sink = tokens(query);
  const stops = stopWordsFor(sink.words);
  const isStop = sink.words.every(stops) ? () => false : stops;
  const phrases = [...query.matchAll(QUOTED)]
    .map((match) => phraseOf(match[1] ?? ''))
    .filter((phrase) => phrase.length > 1);
  return { terms: termsOf(sink, isStop), phrases, pairs: pairsOf(sink, isStop) };
}

/** One word a position: the parts of compounds, the single characters of Chinese. */
const isPlain = (kind: number | undefined): boolean => kind !== TokenKind.whole && kind !== TokenKind.pair;

function phraseOf(text: string): string[] {
  const { words, kinds } = tokens(text);
  return words.filter((_, at) => isPlain(kinds[at]));
}

function termsOf(sink: Tokens, isStop: (word: string) => boolean): QueryTerm[] {
  const terms = new Map<string, QueryTerm & { positions: number[] }>();
  sink.words.forEach((word, at) => {
    const position = sink.positions[at] ?? 0;
    const known = terms.get(word);
    if (known) return void known.positions.push(position);
    const kind = sink.kinds[at];
    const isIdentifier = kind === TokenKind.whole || /\d/.test(word);
    const isCut = kind === TokenKind.character || kind === TokenKind.pair || kind === TokenKind.triple;
    terms.set(word, {
      word,
      isStop: isStop(word),
      isIdentifier,
      isPart: kind === TokenKind.part,
      isCut,
      positions: [position],
    });
  });
  return [...terms.values()];
}

function pairsOf(sink: Tokens, isStop: (word: string) => boolean): QueryPair[] {
  const pairs = new Map<string, QueryPair>();
  let before: { word: string; position: number } | undefined;
  sink.words.forEach((word, at) => {
    if (!isPlain(sink.kinds[at]) || isStop(word)) return;
    const position = sink.positions[at] ?? 0;
    if (before && before.word !== word) {
      const key = `${before.word} ${word}`;
      if (!pairs.has(key)) pairs.set(key, { first: before.word, second: word, distance: position - before.position });
    }
    before = { word, position };
  });
  return [...pairs.values()];
}
