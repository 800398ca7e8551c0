/**
 * What vectors know that letters do not, without any label. The two halves of a text speak of the same thing; the words
 * they share are taken out of one of them, and the vectors have to tell which halves belong together. Whoever goes by
 * words, their beginnings or runs of letters is then no better than luck; a model of meaning is nearly always right. Pure.
 */
import { wordsOf } from './running-words.js';

/** Halves of one text; of the first everything is gone that the second says in the same letters. */
export interface Halves {
  first: string;
  second: string;
}

type Similarity = (i: number, j: number) => number;

/** Longest half, in words and, where they do not stand apart, in characters. */
const WORDS = 60;
const CHARACTERS = 120;
/** A shorter half tells nothing, nor does one of which fewer words are left. */
const LEAST = 6;
const LEAST_LEFT = 4;
/** Words that begin alike may be forms of one word. */
const BEGINNING = 3;
const IDEOGRAPHS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
/** Texts each is compared with. */
const OTHERS = 8;
/** Standard errors taken off what was measured: few halves prove little. */
const ERRORS = 2;

/** Halves of some of the texts, the same ones each time; texts too short for it are passed over. */
export function halvesOf(texts: readonly string[], most: number): Halves[] {
  const count = Math.min(most, texts.length);
  return Array.from({ length: count }, (_, i) => texts[Math.floor((i * texts.length) / count)]!).flatMap(
    (text) => halve(text) ?? [],
  );
}

function halve(text: string): Halves | undefined {
  const { words, unspaced } = wordsOf(text);
  const middle = Math.floor(words.length / 2);
  const length = Math.min(unspaced ? CHARACTERS : WORDS, middle);
  if (length < LEAST) return undefined;
  const second = words.slice(middle, middle + length);
  const first = words.slice(middle - length, middle);
  const left = unspaced ? withoutRuns(first, second) : withoutWords(first, second);
  const between = unspaced ? '' : ' ';
  return left.length < LEAST_LEFT ? undefined : { first: left.join(between), second: second.join(between) };
}

function withoutWords(words: readonly string[], said: readonly string[]): string[] {
  const beginnings = new Set(said.map(beginning));
  return words.filter((word) => !beginnings.has(beginning(word)));
}

/** Of characters: a run of two in Chinese and Japanese is what a word is elsewhere, of three in alphabets. */
function withoutRuns(characters: readonly string[], said: readonly string[]): string[] {
  const all = said.join('');
  const size = IDEOGRAPHS.test(all) ? 2 : 3;
  const shared = new Set<number>();
  for (let at = 0; at + size <= characters.length; at++) {
    if (!all.includes(characters.slice(at, at + size).join(''))) continue;
    for (let i = 0; i < size; i++) shared.add(at + i);
  }
  return characters.filter((_, at) => !shared.has(at));
}

const beginning = (word: string): string =>
  word
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .slice(0, BEGINNING);

/**
 * 0..1: how much of what letters leave undecided the vectors decide rightly. Each half is compared with its own other
 * half and with those of the texts most like it in letters, which are of its language; what letters get right all the
 * same is no merit. `similarity` is that of the first half i with the second half j.
 */
export function beyondLetters(halves: readonly Halves[], similarity: Similarity): number {
  if (halves.length < 2) return 0;
  const bySize = [1, 2, 3].map((size) => lettersAlike(halves, size));
  const others = halves.map((_, i) =>
    halves
      .map((_, j) => ({ j, alike: bySize.reduce((sum, alike) => sum + alike(i, j), 0) }))
      .filter(({ j }) => j !== i)
      .sort((a, b) => b.alike - a.alike || a.j - b.j)
      .slice(0, OTHERS)
      .map(({ j }) => j),
  );
  const letters = Math.max(0.5, ...bySize.map((alike) => shareRight(others, alike)));
  const right = shareRight(others, similarity) - ERRORS / Math.sqrt(12 * halves.length);
  return letters < 1 ? Math.max(0, (right - letters) / (1 - letters)) : 0;
}

/** How often a first half is more similar to its own second half than to those of others; a tie is half a time. */
function shareRight(others: readonly (readonly number[])[], similarity: Similarity): number {
  let [right, asked] = [0, 0];
  for (const [i, each] of others.entries()) {
    const own = similarity(i, i);
    for (const j of each) {
      const other = similarity(i, j);
      right += other < own ? 1 : other === own ? 0.5 : 0;
    }
    asked += each.length;
  }
  return right / asked;
}

function lettersAlike(halves: readonly Halves[], size: number): Similarity {
  const first = halves.map((each) => gramsOf(each.first, size));
  const second = halves.map((each) => gramsOf(each.second, size));
  return (i, j) => cosine(first[i]!, second[j]!);
}

function gramsOf(text: string, size: number): Map<string, number> {
  const letters = [...` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `];
  const grams = new Map<string, number>();
  for (let at = 0; at + size <= letters.length; at++) {
    const gram = letters.slice(at, at + size).join('');
    grams.set(gram, (grams.get(gram) ?? 0) + 1);
  }
  return grams;
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let [dot, left, right] = [0, 0, 0];
  for (const [gram, count] of a) {
    dot += count * (b.get(gram) ?? 0);
    left += count * count;
  }
  for (const count of b.values()) right += count * count;
  return dot / Math.sqrt(left * right || 1);
}
