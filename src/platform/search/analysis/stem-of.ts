// The class of inflected forms a word belongs to, by script; knows words only, not where they stand.
import { arabicStem, cyrillicStem } from './light-stem.js';
import { porterStem } from './porter-stem.js';

const NUMBER_WITH_LETTERS = /^\d+(?:s|st|nd|rd|th)$/;
const LATIN = /^[a-z]+$/;
const CYRILLIC = /^\p{Script=Cyrillic}+$/u;
const ARABIC = /^\p{Script=Arabic}+$/u;

/**
 * The stem of a folded word: Porter for Latin letters (German and others are left to the grams), light suffix stripping
 * for Cyrillic and Arabic, the number for `1990s` and `10th`. Other words are their own stem.
 */
export function stemOf(word: string): string {
  if (LATIN.test(word)) return porterStem(word);
  const first = word.charCodeAt(0);
  if (first < 0x80) return NUMBER_WITH_LETTERS.test(word) ? word.replace(/[a-z]+$/, '') : word;
  if (first < 0x400 || first > 0x6ff) return word;
  if (CYRILLIC.test(word)) return cyrillicStem(word);
  return ARABIC.test(word) ? arabicStem(word) : word;
}
