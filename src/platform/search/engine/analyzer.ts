/** The engine's only knowledge of language. The same analyzer must serve building and searching. */
export interface Analyzer {
  /**
   * Reads a text to the reader, and gives its length for length normalization, in words of an alphabetic script; may be a
   * fraction.
   */
  readText(text: string, reader: WordReader): number;
  stemOf(word: string): string;
  /** Character grams of a word; none where they do not help (short words, scripts without letters). */
  gramsOf(word: string): readonly string[];
}

/** Is told the words of a text. */
export interface WordReader {
  /** The next word, if there is one, begins a sentence. */
  sentence: () => void;
  /**
   * The next word. Positions ascend, and several words may share one. `known`: a number below 2³¹ that stands for this
   * word alone, and that it usually has again, -1 for none: long words have none.
   */
  word: (word: string, position: number, known: number) => void;
}

/** Longest word that is kept, in UTF-16 code units: what is longer is data, and would bloat every table. */
const LONGEST_WORD = 128;

/** Both sides of the index cut overlong words alike, so they still match. */
export function clipWord(word: string): string {
  return word.length > LONGEST_WORD ? word.slice(0, LONGEST_WORD) : word;
}
