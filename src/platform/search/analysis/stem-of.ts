// The class of inflected forms a word belongs to, by script; knows words only, not where they stand.
import { porterStem } from './porter-stem.js';

const LATIN = /^[a-z]+$/;
const NUMBER_WITH_LETTERS = /^\d+(?:s|st|nd|rd|th)$/;

/** The stem of a folded word: Porter for Latin letters, the number for `1990s` and `10th`; other words are their own stem. */
export function stemOf(word: string): string {
  if (LATIN.test(word)) return porterStem(word);
  return NUMBER_WITH_LETTERS.test(word) ? word.replace(/[a-z]+$/, '') : word;
}
