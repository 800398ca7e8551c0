/** Questions made from the texts themselves, whose answer is known: what vectors are tested with. Pure. */
import { wordsOf } from './running-words.js';

export interface Probe {
  /** Of the chunk the words are from. */
  id: string;
  text: string;
}

/** About as long as what people ask. */
const WORDS = 8;
const CHARACTERS = 14;

/** Fewer words are no question. */
const LEAST = 3;

/** A few running words of some of the chunks, the same ones each time. Chunks too short for it are passed over. */
export function probesOf(chunks: readonly { id: string; text: string }[], most: number): Probe[] {
  const count = Math.min(most, chunks.length);
  return Array.from({ length: count }, (_, i) => chunks[Math.floor((i * chunks.length) / count)]!).flatMap(
    ({ id, text }, i) => {
      const { words, unspaced } = wordsOf(text);
      const length = Math.min(unspaced ? CHARACTERS : WORDS, Math.ceil(words.length / 2));
      if (length < LEAST) return [];
      // Anywhere but at the beginning, where titles and names stand.
      const from = Math.floor((words.length - length) * (0.2 + (0.7 * ((i * 7) % 11)) / 10));
      return [{ id, text: words.slice(from, from + length).join(unspaced ? '' : ' ') }];
    },
  );
}
