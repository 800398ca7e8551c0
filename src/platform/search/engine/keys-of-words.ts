import type { Analyzer } from './analyzer.js';

/** With more words or keys than that, what is known is forgotten after a dictionary. */
const MOST = 30_000;
const MOST_KEYS = MOST * 4;

/** The keys of some words: numbers of `strings`, those of word w at starts[w] .. starts[w + 1], each once. */
export interface KeysOfWords {
  keys: Uint32Array;
  starts: Uint32Array;
  strings: readonly string[];
}

export type KeyKind = 'stem' | 'gram';

/** Of each analyzer, by kind. */
const known = new WeakMap<Analyzer, Partial<Record<KeyKind, RememberedKeys>>>();

/** The stem of each word, or its grams; most of a segment's dictionary was in the last one's, and is not cut again. */
export function keysOfWords(words: readonly string[], kind: KeyKind, analyzer: Analyzer): KeysOfWords {
  const kinds = known.get(analyzer) ?? {};
  known.set(analyzer, kinds);
  const remembered = (kinds[kind] ??= new RememberedKeys(
    kind === 'stem' ? (word) => [analyzer.stemOf(word)] : (word) => new Set(analyzer.gramsOf(word)),
  ));
  const keys = remembered.of(words);
  if (remembered.isFull) kinds[kind] = undefined;
  return keys;
}

class RememberedKeys {
  private readonly strings: string[] = [];
  private readonly numbers = new Map<string, number>();
  /** Words by the order they came in; then where the keys of each begin: one more than there are words. */
  private readonly places = new Map<string, number>();
  private readonly starts: number[] = [0];
  private readonly keys: number[] = [];

  constructor(private readonly keysOf: (word: string) => Iterable<string>) {}

  get isFull(): boolean {
    return this.places.size > MOST || this.strings.length > MOST_KEYS;
  }

  of(words: readonly string[]): KeysOfWords {
    const places = new Uint32Array(words.length);
    const starts = new Uint32Array(words.length + 1);
    for (let word = 0; word < words.length; word++) {
      const place = (places[word] = this.placeOf(words[word]!));
      starts[word + 1] = starts[word]! + this.starts[place + 1]! - this.starts[place]!;
    }
    const keys = new Uint32Array(starts[words.length]!);
    for (let word = 0, into = 0; word < words.length; word++) {
      const end = this.starts[places[word]! + 1]!;
      for (let at = this.starts[places[word]!]!; at < end; at++) keys[into++] = this.keys[at]!;
    }
    return { keys, starts, strings: this.strings };
  }

  private placeOf(word: string): number {
    const place = this.places.get(word);
    if (place !== undefined) return place;
    for (const key of this.keysOf(word)) this.keys.push(this.numberOf(key));
    this.places.set(word, this.starts.length - 1);
    return this.starts.push(this.keys.length) - 2;
  }

  private numberOf(key: string): number {
    const number = this.numbers.get(key) ?? this.strings.push(key) - 1;
    this.numbers.set(key, number);
    return number;
  }
}
