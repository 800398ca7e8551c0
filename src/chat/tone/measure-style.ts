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

/** Long answers are judged by their beginning (UTF-16 units): measuring must not be felt. */
const JUDGED = 8000;
const CODE = /```[\s\S]*?(?:```|$)|`[^`\n]*`/g;
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}]+)*/gu;
const SENTENCE_END = /[.!?。！？]+(?=\s|$)|\n{2,}|[。！？]/g;
const HEDGES =
  /\b(?:maybe|perhaps|possibly|probably|might|may|could|seems?|appears?|somewhat|likely|roughly|arguably|i think|i believe|i guess|sort of|kind of)\b/gi;
const CASUAL =
  /\b(?:\w+['’](?:m|re|ll|ve|d|s|t)|gonna|wanna|yeah|yep|hey|okay|ok|cool|awesome|stuff|lots|totally|pretty|guys?)\b|!|\p{Extended_Pictographic}/giu;
const FORMAL =
  /\b(?:therefore|however|furthermore|moreover|consequently|regarding|accordingly|shall|thus|hence|nevertheless|whereas|upon|please note|kindly|respectively|pursuant|\w{4,}(?:tion|ment|ance|ence|ity))s?\b/gi;

export function measureStyle(text: string): StyleMeasure {
  const prose = text.slice(0, JUDGED).replace(CODE, ' ');
  const words = prose.match(WORD) ?? [];
  const sentences = Math.max(1, count(prose.trim(), SENTENCE_END) + (/[.!?。！？]\s*$/.test(prose) ? 0 : 1));
  if (!words.length) return { words: 0, sentences: 0, readingEase: 100, hedges: 0, formality: 50 };
  const syllables = words.reduce((sum, word) => sum + syllablesOf(word), 0);
  const ease = 206.835 - 1.015 * (words.length / sentences) - 84.6 * (syllables / words.length);
  const casual = count(prose, CASUAL);
  const formal = count(prose, FORMAL);
  return {
    words: words.length,
    sentences,
    readingEase: bounded(ease),
    hedges: Math.round((1000 * count(prose, HEDGES)) / words.length),
    formality: bounded(50 + (500 * (formal - casual)) / words.length),
  };
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;
const bounded = (value: number): number => Math.round(Math.min(100, Math.max(0, value)));

/** Groups of vowels, without a silent e. */
function syllablesOf(word: string): number {
  const groups = word
    .toLowerCase()
    .replace(/(?<=[^aeiouyl])e$/, '')
    .match(/[aeiouyäöü]+/g);
  return Math.max(1, groups?.length ?? 1);
}
