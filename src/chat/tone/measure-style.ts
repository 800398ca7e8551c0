/**
 * Measures how a text is written, cheaply and always alike. Words and sentences count in every language; reading ease
 * (Flesch 1948: 206.835 − 1.015 × words a sentence − 84.6 × syllables a word), hedges and formality are made for English
 * and say little elsewhere. Pure.
 */
export interface StyleMeasure {
  words: number;
  sentences: number;
  /** 0 (very hard) to 100 (very easy). */
  readingEase: number;
  /** Words that take a statement back a little, in a thousand. */
  hedges: number;
  /** 0 (chatty) to 100 (formal); 50 where nothing speaks for either. */
  formality: number;
}

/** Long answers are judged by their beginning (UTF-16 units), and counted as if they went on like that: measuring must not be felt. */
const JUDGED = 4000;
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}]+)*/gu;
const SENTENCE_END = /[.!?]+(?=\s|$)|\n{2,}|[。！？]/g;
const ENDS = /[.!?。！？]\s*$/;
const CASUAL_SIGN = /!|\p{Extended_Pictographic}/gu;
const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const HEDGES = words(
  'maybe perhaps possibly probably might may could seem seems appear appears somewhat likely roughly arguably think believe guess',
);
const CASUAL = words('gonna wanna yeah yep hey okay ok cool awesome stuff lots totally pretty guy guys');
const FORMAL = words(
  'therefore however furthermore moreover consequently regarding accordingly shall thus hence nevertheless whereas upon kindly respectively pursuant',
);
/** can't, you're: contractions. */
const CONTRACTION = /['’](?:m|re|ll|ve|d|s|t)$/;
const LEARNED = /.{4}(?:tion|ment|ance|ence|ity)s?$/;

export function measureStyle(text: string): StyleMeasure {
  const prose = text.slice(0, JUDGED).replace(CODE, ' ').trim();
  const found = prose.match(WORD);
  if (!found) return { words: 0, sentences: 0, readingEase: 100, hedges: 0, formality: 50 };
  const sentences = Math.max(1, count(prose, SENTENCE_END) + (ENDS.test(prose) ? 0 : 1));
  const { syllables, hedges, tendency } = judge(found);
  const ease = 206.835 - 1.015 * (found.length / sentences) - 84.6 * (syllables / found.length);
  const scale = Math.max(1, text.length / JUDGED);
  return {
    words: Math.round(found.length * scale),
    sentences: Math.round(sentences * scale),
    readingEase: bounded(ease),
    hedges: Math.round((1000 * hedges) / found.length),
    formality: bounded(50 + (500 * (tendency - count(prose, CASUAL_SIGN))) / found.length),
  };
}

/** One look at each word: this runs at the end of every turn. */
function judge(found: readonly string[]) {
  let syllables = 0;
  let hedges = 0;
  let tendency = 0;
  for (const word of found) {
    const lower = word.toLowerCase();
    syllables += syllablesOf(lower);
    if (HEDGES.has(lower)) hedges++;
    if (FORMAL.has(lower) || LEARNED.test(lower)) tendency++;
    else if (CASUAL.has(lower) || CONTRACTION.test(lower)) tendency--;
  }
  return { syllables, hedges, tendency };
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
const bounded = (value: number): number => Math.round(Math.min(100, Math.max(0, value)));
const VOWELS = words('a e i o u y ä ö ü');

/** Groups of vowels, without a silent e (but table has two). */
function syllablesOf(word: string): number {
  let groups = 0;
  let inVowels = false;
  for (let i = 0; i < word.length; i++) {
    const isVowel = VOWELS.has(word[i]!);
    if (isVowel && !inVowels) groups++;
    inVowels = isVowel;
  }
  const before = word[word.length - 2];
  if (word.endsWith('e') && before !== undefined && before !== 'l' && !VOWELS.has(before)) groups--;
  return Math.max(1, groups);
}
