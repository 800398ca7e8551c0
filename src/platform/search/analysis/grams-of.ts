// Cuts words into character 4-grams, which find inflected and compound forms without knowing the language.

const ALPHABETIC =
  /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{M}]+$/u;
const LATIN = /^[a-z]+$/;
const SIZE = 4;

/**
 * The distinct 4-grams of an alphabetic word with its ends marked: `_sun`, `sun_`; a word of one letter gives `_i_`.
 * Nothing for numbers, words with digits and scripts without spaces.
 */
export function gramsOf(word: string): string[] {
  if (!LATIN.test(word) && !ALPHABETIC.test(word)) return [];
  const marked = `_${word}_`;
  if (marked.length <= SIZE) return [marked];
  const grams = new Set<string>();
  for (let at = 0; at + SIZE <= marked.length; at++) grams.add(marked.slice(at, at + SIZE));
  return [...grams];
}
