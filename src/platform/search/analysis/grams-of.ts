// Cuts words into character 4-grams, which find inflected and compound forms without knowing the language.

const ALPHABETIC =
  /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Armenian}\p{Script=Georgian}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{M}]+$/u;
const SIZE = 4;

/** The distinct 4-grams of an alphabetic word of at least four letters; nothing for numbers, identifiers with digits and unspaced scripts. */
export function gramsOf(word: string): string[] {
  if (word.length < SIZE || !ALPHABETIC.test(word)) return [];
  const grams = new Set<string>();
  for (let at = 0; at + SIZE <= word.length; at++) grams.add(word.slice(at, at + SIZE));
  return [...grams];
}
