/** Scripts whose words do not stand apart. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** The words of a text in their order; characters, where words do not stand apart. Pure. */
export function wordsOf(text: string): { words: string[]; unspaced: boolean } {
  const unspaced = UNSPACED.test(text);
  return { words: unspaced ? [...text.replace(/\s+/g, '')] : text.split(/\s+/).filter(Boolean), unspaced };
}
