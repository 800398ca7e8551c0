/** What a piece of text says, for comparing it with another: stems of its content words, and its numbers. Pure. */
import { analyzeQuery } from '../../platform/search/analysis/analyze-query.js';
import { stopWordsFor } from '../../platform/search/analysis/stop-words.js';
import { stemOf } from '../../platform/search/analysis/stem-of.js';

export interface Content {
  stems: Set<string>;
  /** As they are written in digits, without separators of thousands. */
  numbers: Set<string>;
}

/** Numbers are written out as often as not. A "one" of its own mostly counts nothing. */
const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = '- - twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
/** Numbers made with these are too many-shaped to compare. */
const MULTIPLES = /^(?:hundred|thousand|million|billion|dozen)s?$/;
/** A letter before a digit makes a name of it (B12, COVID-19 is one of 19). */
const NUMBER = /(?<![\p{L}\d])\d+(?:[.,]\d+)*/gu;

/** Texts longer than an analysis takes are read in pieces. */
const PIECE = 4000;

export function contentOf(text: string): Content {
  const stems = new Set<string>();
  for (let at = 0; at < text.length; at += PIECE) {
    const { terms } = analyzeQuery(text.slice(at, at + PIECE));
    const isStop = stopWordsFor(terms.map(({ word }) => word));
    for (const { word, isPart } of terms) {
      if (!isPart && !isStop(word) && !/^\d+$/.test(word)) stems.add(stemOf(word));
    }
  }
  return { stems, numbers: numbersIn(text) };
}

function numbersIn(text: string): Set<string> {
  const numbers = new Set<string>();
  for (const [number] of text.matchAll(NUMBER)) numbers.add(plain(number));
  const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
  for (let at = 0; at < words.length; at++) {
    const tens = TENS.indexOf(words[at]!);
    const ones = ONES.indexOf(words[tens > 1 ? at + 1 : at] ?? '');
    const isCompound = tens > 1 && ones > 0 && ones < 10;
    if (isCompound) at++;
    if (MULTIPLES.test(words[at + 1] ?? '')) continue;
    if (tens > 1) numbers.add(String(tens * 10 + (isCompound ? ones : 0)));
    else if (ones >= 0 && ones !== 1) numbers.add(String(ones));
  }
  return numbers;
}

/** `1,200` and `1.200` are 1200; `3.5` and `3,50` are 3.5. */
function plain(number: string): string {
  const whole = number.replace(/[.,](?=\d{3}(?:\D|$))/g, '');
  return String(Number(whole.replace(',', '.'))) === 'NaN' ? whole : String(Number(whole.replace(',', '.')));
}

/** Share of the stems that the other has; 1 where there are none. */
export function shareOf({ stems }: Content, other: Content): number {
  if (stems.size === 0) return 1;
  let found = 0;
  for (const stem of stems) if (other.stems.has(stem)) found++;
  return found / stems.size;
}
