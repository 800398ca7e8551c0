/** The words a memory is found and compared by. Pure; knows words, not where memories are kept. */
import { stemOf } from '../../platform/search/analysis/stem-of.js';
import { isStopWord } from '../../platform/search/analysis/stop-words.js';
import { Tokens } from '../../platform/search/analysis/token-sink.js';
import { normalizeText, tokenize } from '../../platform/search/analysis/tokenize.js';

/** Other words people ask by, for what is known under the word in front. */
const ALSO_ASKED_AS: Record<string, string> = {
  name: 'name called',
  residence: 'live home city town country place address moved based',
  origin: 'from born birthplace hometown country',
  birthday: 'birthday born birth date age',
  age: 'age old years birthday',
  occupation: 'job work profession occupation career living',
  employer: 'job work company employer office',
  study: 'study degree university subject school',
  diet: 'diet eat food meal cook restaurant recipe dinner lunch',
  allergy: 'allergy allergic food eat diet restaurant recipe dinner lunch',
  dog: 'pet animal',
  cat: 'pet animal',
  wife: 'partner spouse married family',
  husband: 'partner spouse married family',
  son: 'child children kid family',
  daughter: 'child children kid family',
  sister: 'sibling family',
  brother: 'sibling family',
  mother: 'mum mom parents family',
  father: 'dad parents family',
  phone: 'number mobile telephone',
};

const SPELLINGS: Record<string, string> = { favorit: 'favourit', color: 'colour', mom: 'mum', kid: 'child' };

/** Longer texts are known by their beginning. */
const READ_CHARACTERS = 8000;

/**
 * Distinct stems of the words that carry a subject, in order. Spellings of one word are one. The stop list is that of
 * English: in a handful of words no other Latin language can be told with any certainty ("my son", "no die").
 */
export function stemsIn(text: string): string[] {
  const sink = new Tokens();
  tokenize(normalizeText(text.slice(0, READ_CHARACTERS)), sink);
  const subjects = sink.words.filter((word) => !isStopWord(word));
  const words = subjects.length ? subjects : sink.words;
  return [...new Set(words.map((word) => SPELLINGS[stemOf(word)] ?? stemOf(word)))];
}

/** The stems of a memory and of the words it may be asked by. */
export function searchStems(content: string, attribute: string | null): string[] {
  const own = stemsIn(content);
  const keys = [...(attribute?.split(/[ :]/) ?? []), ...own];
  const more = keys.flatMap((key) => (Object.hasOwn(ALSO_ASKED_AS, key) ? ALSO_ASKED_AS[key]!.split(' ') : []));
  return [...new Set([...own, ...more.map((word) => SPELLINGS[stemOf(word)] ?? stemOf(word))])];
}

/** As it is stored: every stem between spaces, so that one pattern finds it whole. */
export function stemText(stems: readonly string[]): string {
  return ` ${stems.join(' ')} `;
}

export function stemsOfText(text: string): string[] {
  return text.split(' ').filter(Boolean);
}

/** The same for texts that differ in case, punctuation and white space only. */
export function normalForm(text: string): string {
  return normalizeText(text)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const NEGATION = /\b(?:not|no|never|nor|neither|without|cannot|can't|hate|hates|dislike|dislikes|avoid|stop)\b|n't\b/i;

/** Denials of other languages. One that means something else in English only keeps two statements apart. */
const DENIALS = new Set(
  (
    'nicht kein keine keinen keinem keiner keines nie niemals ohne niet geen nooit ikke inte ingen inget inga aldrig ' +
    'ne pas jamais aucun aucune sans non nessun nessuna mai senza ningún ninguna nunca jamás sin não nenhum nenhuma ' +
    'sem nem nigdy bez не нет ни никогда без немає değil yok لا لم لن ليس ما'
  ).split(' '),
);
/** Of languages that write no spaces, or put the denial at the end of the verb. */
const DENYING_PARTS = /[不没沒無无未]|ない|ません|않|없|못|(?:^| )안 |ไม่/;

/** Whether a statement denies: "I like tea" and "I don't like tea" share every stem. */
export function isNegative(text: string): boolean {
  if (NEGATION.test(normalizeText(text))) return true;
  const plain = normalForm(text);
  return DENYING_PARTS.test(plain) || plain.split(' ').some((word) => DENIALS.has(word));
}

/** The signs that tell apart what has the same words: C++ and C#, 5 and -5, < and >. */
export function signsOf(text: string): string {
  const signs = normalizeText(text)
    .replaceAll('\u2212', '-')
    .match(/[\p{Sm}\p{Sc}#%]|(?<![^\s(])-(?=[\d.])/gu);
  return (signs ?? []).sort().join('');
}
