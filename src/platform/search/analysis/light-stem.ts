// Light suffix stripping for scripts whose languages inflect much; knows endings in folded form (й is и), no dictionary.

const byLength = (list: string): string[] => list.split(' ').sort((a, b) => b.length - a.length);

/** Case, gender, person and tense endings that Russian, Ukrainian and Bulgarian share; the longest that fits is cut. */
const CYRILLIC_ENDINGS = byLength(
  'иями ями ами иях ях ах ием ем ом ов ев еи ии ыи ои ая яя ое ее ые ие ого его ому ему ых их ыми ими ую юю ою ею ию ью ия ья ' +
    'иеи иям ям ам а е и о у ы ю я ь ет ют ит ат ят ешь ишь им ете ите ал ала али ало ил ила или ило ать ить еть ти ость ости остью',
);
/** Prefixed article, conjunction and prepositions, and the suffixes of the light10 stemmer (Larkey et al., 2002). */
const ARABIC_PREFIXES = ['وال', 'بال', 'كال', 'فال', 'لل', 'ال', 'و'];
const ARABIC_SUFFIXES = ['ها', 'ان', 'ات', 'ون', 'ين', 'يه', 'ه', 'ي'];
/** Never leave less of a word than this: shorter stems meet by chance. */
const LEAST = 3;

function cutEnd(word: string, endings: readonly string[]): string {
  const ending = endings.find((each) => word.length - each.length >= LEAST && word.endsWith(each));
  return ending === undefined ? word : word.slice(0, -ending.length);
}

/** A Cyrillic word without its ending. */
export function cyrillicStem(word: string): string {
  const active = word.length > LEAST + 2 && /с[яь]$/.test(word) ? word.slice(0, -2) : word;
  return cutEnd(active, CYRILLIC_ENDINGS).replace(/нн$/, 'н');
}

/** An Arabic-script word without article, conjunction and up to two suffixes. */
export function arabicStem(word: string): string {
  const prefix = ARABIC_PREFIXES.find((each) => word.length - each.length >= LEAST && word.startsWith(each)) ?? '';
  const bare = word.slice(prefix.length);
  return cutEnd(cutEnd(bare, ARABIC_SUFFIXES), ARABIC_SUFFIXES);
}
