import type { Analyzer } from './analyzer.js';

/** With more words or strings than that, what is known is forgotten after a dictionary. */
const MOST = 30_000;
const MOST_STRINGS = MOST * 4;

/** What some words belong to: numbers of strings, those of word w at starts[w] .. starts[w + 1], each once. */
export interface KeysOfWords {
  keys: Uint32Array;
  starts: Uint32Array;
}

export interface FormsOfWords {
  /** One of each word. */
  stems: KeysOfWords;
  grams: KeysOfWords;
  /** What the numbers stand for. */
  strings: readonly string[];
}

const known = new WeakMap<Analyzer, WordForms>();

/** The forms of these words; most of a segment's dictionary was in the last one's, and is not stemmed and cut again. */
export function formsOf(words: readonly string[], analyzer: Analyzer): FormsOfWords {
  const memory = known.get(analyzer) ?? new WordForms(analyzer);
  const forms = memory.of(words);
  if (memory.isFull) known.delete(analyzer);
  else known.set(analyzer, memory);
  return forms;
}

class WordForms {
  private readonly strings: string[] = [];
  private readonly numbers = new Map<string, number>();
  /** Words by the order they came in; then of each its stem, and where its grams begin: one more than there are words. */
  private readonly places = new Map<string, number>();
  private readonly stems: number[] = [];
  private readonly gramStarts: number[] = [0];
  private readonly grams: number[] = [];

  constructor(private readonly analyzer: Analyzer) {}

  get isFull(): boolean {
    return this.places.size > MOST || this.strings.length > MOST_STRINGS;
  }

  of(words: readonly string[]): FormsOfWords {
    const { gramStarts, grams } = this;
    const stems = { keys: new Uint32Array(words.length), starts: new Uint32Array(words.length + 1) };
    const places = new Uint32Array(words.length);
    const starts = new Uint32Array(words.length + 1);
    for (let word = 0; word < words.length; word++) {
      const place = (places[word] = this.placeOf(words[word]!));
      stems.keys[word] = this.stems[place]!;
      stems.starts[word + 1] = word + 1;
      starts[word + 1] = starts[word]! + gramStarts[place + 1]! - gramStarts[place]!;
    }
    const keys = new Uint32Array(starts[words.length]!);
    for (let word = 0, into = 0; word < words.length; word++) {
      const end = gramStarts[places[word]! + 1]!;
      for (let at = gramStarts[places[word]!]!; at < end; at++) keys[into++] = grams[at]!;
    }
    return { stems, grams: { keys, starts }, strings: this.strings };
  }

  private placeOf(word: string): number {
    const place = this.places.get(word);
    if (place !== undefined) return place;
    this.stems.push(this.numberOf(this.analyzer.stemOf(word)));
    for (const gram of new Set(this.analyzer.gramsOf(word))) this.grams.push(this.numberOf(gram));
    this.places.set(word, this.gramStarts.length - 1);
    return this.gramStarts.push(this.grams.length) - 2;
  }

  private numberOf(string: string): number {
    const number = this.numbers.get(string) ?? this.strings.push(string) - 1;
    this.numbers.set(string, number);
    return number;
  }
}
