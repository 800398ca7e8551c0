/** The engine's only knowledge of language. The same analyzer must serve building and searching. */
export interface Analyzer {
  /** Cuts a text: words, the position of each (several may share one), and the first position of each sentence. */
  analyzeText(text: string): AnalyzedText;
  stemOf(word: string): string;
  /** Character grams of a word; none where they do not help (short words, scripts without letters). */
  gramsOf(word: string): readonly string[];
}

export interface AnalyzedText {
  words: string[];
  /** Ascending, as long as `words`. */
  positions: ArrayLike<number>;
  /** As long as `words`: a small number that a word met before usually has again, -1 where there is none. */
  numbers: ArrayLike<number>;
  /** Ascending. */
  sentences: ArrayLike<number>;
  /** Length for length normalization, in words of an alphabetic script; may be a fraction. */
  length: number;
}

/** Longest word that is kept, in UTF-16 code units: what is longer is data, and would bloat every table. */
const LONGEST_WORD = 128;

/** Both sides of the index cut overlong words alike, so they still match. */
export function clipWord(word: string): string {
  return word.length > LONGEST_WORD ? word.slice(0, LONGEST_WORD) : word;
}
