import type { Analyzer } from './analyzer.js';

/** As many words are remembered; what a dictionary has beyond them is stemmed and cut each time. */
const MOST = 30_000;

/** What a word belongs to, by numbers of `WordForms.strings`. */
export interface Forms {
  /** One stem, as a list of keys. */
  readonly stem: readonly number[];
  readonly grams: readonly number[];
}

const known = new WeakMap<Analyzer, WordForms>();

/** The forms of these words; most of a segment's dictionary was in the last one's, and is not stemmed and cut again. */
export function formsOf(words: readonly string[], analyzer: Analyzer): { forms: Forms[]; strings: readonly string[] } {
  const memory = known.get(analyzer) ?? new WordForms(analyzer);
  known.set(analyzer, memory);
  return { forms: memory.of(words), strings: memory.strings };
}

class WordForms {
  /** Stems and grams by number. */
  readonly strings: string[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly forms = new Map<string, Forms>();

  constructor(private readonly analyzer: Analyzer) {}

  of(words: readonly string[]): Forms[] {
    // Never while a dictionary is being read: numbers are those of one time between two clearings.
    if (this.forms.size >= MOST || this.strings.length >= MOST * 4) this.clear();
    return words.map((word) => this.forms.get(word) ?? this.made(word));
  }

  private clear(): void {
    this.forms.clear();
    this.numbers.clear();
    this.strings.length = 0;
  }

  private made(word: string): Forms {
    const forms = {
      stem: [this.numberOf(this.analyzer.stemOf(word))],
      grams: this.analyzer.gramsOf(word).map((gram) => this.numberOf(gram)),
    };
    if (this.forms.size < MOST) this.forms.set(word, forms);
    return forms;
  }

  private numberOf(string: string): number {
    const number = this.numbers.get(string) ?? this.strings.push(string) - 1;
    this.numbers.set(string, number);
    return number;
  }
}
