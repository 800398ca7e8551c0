// What each UTF-16 code unit is to the tokenizer and what it folds to; knows Unicode, nothing of words or documents.

/** Classes of code units. Everything that is in no word is `other`. */
export const CharacterClass = {
  other: 0,
  lower: 1,
  upper: 2,
  digit: 3,
  /** A mark that belongs to its letter (Devanagari vowels); accents are removed by the fold instead. */
  mark: 4,
  /** Han, kana, Hangul: written without spaces, a character carries meaning. */
  ideograph: 5,
  /** Thai, Lao, Khmer, Burmese: written without spaces, a character is a sound. */
  unspaced: 6,
  surrogate: 7,
} as const;

const UNSPACED = /[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const IDEOGRAPH = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]/u;
const LETTER = /\p{L}/u;
const UPPER = /\p{Lu}/u;
const DIGIT = /\p{Nd}/u;
const MARK = /\p{M}/u;
const WORD = /[\p{L}\p{N}\p{M}]/u;

/** Accents, harakat, Hebrew points: removed wherever they stand. */
const ACCENT =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0640\u00ad\u200b-\u200f\u2060\ufeff]/u;

/** Letters which people type interchangeably and no normal form brings together. */
const ALIKE: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ı: 'i',
  ħ: 'h',
  ŋ: 'ng',
  ς: 'σ',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ى: 'ي',
  ی: 'ي',
  ې: 'ي',
  ک: 'ك',
  ة: 'ه',
  ؤ: 'و',
  ئ: 'ي',
};

function classOf(code: number): number {
  if (code >= 0xd800 && code <= 0xdfff) return CharacterClass.surrogate;
  const character = String.fromCharCode(code);
  if (ACCENT.test(character)) return CharacterClass.mark;
  if (!WORD.test(character)) return character === 'ー' ? CharacterClass.ideograph : CharacterClass.other;
  if (DIGIT.test(character)) return CharacterClass.digit;
  if (UNSPACED.test(character)) return CharacterClass.unspaced;
  if (IDEOGRAPH.test(character)) return CharacterClass.ideograph;
  if (MARK.test(character)) return CharacterClass.mark;
  return UPPER.test(character)
    ? CharacterClass.upper
    : LETTER.test(character)
      ? CharacterClass.lower
      : CharacterClass.digit;
}

function foldOf(code: number): string {
  const character = String.fromCharCode(code);
  const lower = character.toLowerCase();
  const alike = ALIKE[lower];
  if (alike !== undefined) return alike;
  if (ACCENT.test(character)) return '';
  const digit = DIGIT.test(character) ? digitValue(code) : undefined;
  if (digit !== undefined) return digit;
  const bare = [...lower.normalize('NFD')]
    .filter((part) => !ACCENT.test(part))
    .join('')
    .normalize('NFC');
  return ALIKE[bare] ?? bare;
}

/** Decimal digits stand in runs of ten from zero, so the value is the distance from the run's start. */
function digitValue(code: number): string {
  let zero = code;
  while (code - zero < 9 && DIGIT.test(String.fromCharCode(zero - 1))) zero--;
  return String(code - zero);
}

/** The class of every code unit of the Basic Multilingual Plane. */
export const CLASSES: Uint8Array = buildClasses();

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000);
  classes.fill(CharacterClass.ideograph, 0x3400, 0x4dc0);
  classes.fill(CharacterClass.ideograph, 0x4e00, 0xa000);
  classes.fill(CharacterClass.ideograph, 0xac00, 0xd7a4);
  const blocks: readonly [number, number][] = [
    [0, 0x3400],
    [0xa000, 0xac00],
    [0xd7a4, 0x10000],
  ];
  for (const [from, to] of blocks) for (let code = from; code < to; code++) classes[code] = classOf(code);
  return classes;
}

const foldedOnce: (string | undefined)[] = [];

/** What one code unit of NFKC text becomes in the index: lower case, without accents; may be empty or longer. */
export function foldCode(code: number): string {
  const known = foldedOnce[code];
  if (known !== undefined) return known;
  const CJK = CLASSES[code] === CharacterClass.ideograph || CLASSES[code] === CharacterClass.surrogate;
  return (foldedOnce[code] = CJK ? String.fromCharCode(code) : foldOf(code));
}

/** The class of the character outside the BMP that begins at `at` (a lone surrogate is `other`). */
export function classOfPair(text: string, at: number): number {
  const point = text.codePointAt(at) ?? 0;
  if (point < 0x10000) return CharacterClass.other;
  const character = String.fromCodePoint(point);
  if (IDEOGRAPH.test(character)) return CharacterClass.ideograph;
  return WORD.test(character) ? CharacterClass.lower : CharacterClass.other;
}
