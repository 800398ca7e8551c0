// Cuts one normalized stretch of text into index words; knows scripts and identifiers, nothing of sentences or queries.
import { CLASSES, CharacterClass, classOfPair, foldCode } from './character-classes.js';
import { LONGEST_KNOWN, numberInText } from './known-words.js';
import { isStopWord } from './stop-words.js';
import { TokenKind, type TokenSink } from './token-sink.js';

/** Words longer than this keep only their beginning: nobody types more, and a blob must not fill the dictionary. */
const MAX_WORD = 64;
/** Compounds of more parts than this (long paths, log lines) are indexed by their parts alone. */
const MAX_PARTS = 12;

const NOT_ASCII = /[^\x00-\x7f]/;

/** NFKC with one kind of apostrophe; ASCII text, the common case, comes back as it is. */
export function normalizeText(text: string): string {
  return NOT_ASCII.test(text) ? text.normalize('NFKC').replace(/[\u2018\u2019\u02bc\u02b9`\u00b4]/g, "'") : text;
}

/**
 * Appends the words of `text` (normalized by normalizeText) to the sink; of plain text also those of a stretch of it, as
 * if there were nothing around.
 */
export function tokenize(text: string, sink: TokenSink, from = 0, to = text.length): void {
  let at = from;
  while (at < to) {
    const kind = classAt(text, at);
    if (kind === CharacterClass.other || kind === CharacterClass.mark) at++;
    else if (kind === CharacterClass.ideograph) at = takeIdeographs(text, at, sink);
    else if (kind === CharacterClass.unspaced) at = takeUnspaced(text, at, sink);
    else at = takeWord(text, at, to, sink);
  }
}

function classAt(text: string, at: number): number {
  const kind = CLASSES[text.charCodeAt(at)] ?? 0;
  return kind === CharacterClass.surrogate ? classOfPair(text, at) : kind;
}

function takeIdeographs(text: string, from: number, sink: TokenSink): number {
  let at = from;
  let before = '';
  while (at < text.length && classAt(text, at) === CharacterClass.ideograph) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (before) sink.push(before + character, sink.next - 1, TokenKind.pair);
    sink.push(character, sink.next++, TokenKind.character);
    sink.length += 0.6;
    before = character;
    at += character.length;
  }
  return at;
}

function takeUnspaced(text: string, from: number, sink: TokenSink): number {
  let to = from;
  while (to < text.length && (CLASSES[text.charCodeAt(to)] ?? 0) === CharacterClass.unspaced) to++;
  const run = text.slice(from, to);
  for (let at = 0; at === 0 || at + 3 <= run.length; at++) {
    sink.push(run.slice(at, at + 3), sink.next++, TokenKind.triple);
    sink.length += 0.25;
  }
  return to;
}

const isWordClass = (kind: number): boolean => kind >= CharacterClass.lower && kind <= CharacterClass.mark;

/** What one look over a word tells. */
interface WordLook {
  /** One code unit after the word. */
  end: number;
  isAscii: boolean;
  /** Whether a lower-case letter stands before an upper-case one. */
  hasHump: boolean;
}

/** Looks over the word that begins at `from`; letters outside the BMP count as two. Writes into `look` to spare memory. */
function lookAtWord(text: string, from: number, to: number, look: WordLook): WordLook {
  let bits = 0;
  let before = 0;
  let at = from;
  look.hasHump = false;
  for (; at < to; at++) {
    const code = text.charCodeAt(at);
    const kind = CLASSES[code] ?? 0;
    if (!isWordClass(kind)) {
      if (kind !== CharacterClass.surrogate || classOfPair(text, at) !== CharacterClass.lower) break;
      at++;
    } else if (kind === CharacterClass.upper && before === CharacterClass.lower) look.hasHump = true;
    before = kind;
    bits |= code;
  }
  look.end = at;
  look.isAscii = bits < 0x80;
  return look;
}

const LOOK: WordLook = { end: 0, isAscii: true, hasHump: false };

/** _ - . / \ : @ # + ' & = ~ and, between digits only, the comma: 1 for each. */
export const JOINERS = new Uint8Array(0x10000);
for (const joiner of "_-./\\:@#+'&=~,") JOINERS[joiner.charCodeAt(0)] = 1;
const [APOSTROPHE, COMMA, DOT] = [0x27, 0x2c, 0x2e];

const digitAt = (text: string, at: number): boolean => CLASSES[text.charCodeAt(at)] === CharacterClass.digit;

/** Whether the character at `at`, right after a word, holds it and what follows before `to` together. */
export function joins(text: string, at: number, to: number): boolean {
  if (at + 1 >= to) return false;
  const code = text.charCodeAt(at);
  if (JOINERS[code] !== 1) return false;
  if (code === COMMA) return digitAt(text, at - 1) && digitAt(text, at + 1);
  return isWordClass(CLASSES[text.charCodeAt(at + 1)] ?? 0);
}

/** Takes the word that begins at `from`, with what joiners hold to it; gives where to go on. */
export function takeWord(text: string, from: number, to: number, sink: TokenSink): number {
  const { end, isAscii, hasHump } = lookAtWord(text, from, to, LOOK);
  if (joins(text, end, to)) return takeCompound(text, from, end, to, sink);
  if (hasHump) {
    pushParts(sink, humps(text.slice(from, end)).map(fold), true);
    return end;
  }
  if (isAscii && end - from <= LONGEST_KNOWN) {
    sink.pushKnown(numberInText(text, from, end));
    return end;
  }
  const part = text.slice(from, Math.min(end, from + MAX_WORD));
  const word = isAscii ? copyOf(part).toLowerCase() : fold(part);
  if (word) sink.pushWord(word);
  return end;
}

/** A substring keeps the whole text it was cut from in memory, and words are remembered. */
const copyOf = (part: string): string => Buffer.from(part, 'latin1').toString('latin1');

/** `parseHTTPHeader` → parse, HTTP, Header. */
function humps(word: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 1; at < word.length; at++) {
    if (CLASSES[word.charCodeAt(at)] !== CharacterClass.upper) continue;
    const afterLower = CLASSES[word.charCodeAt(at - 1)] !== CharacterClass.upper;
    const beforeLower = at + 1 < word.length && CLASSES[word.charCodeAt(at + 1)] === CharacterClass.lower;
    if (!afterLower && !beforeLower) continue;
    parts.push(word.slice(from, at));
    from = at;
  }
  parts.push(word.slice(from));
  return parts;
}

function fold(word: string): string {
  const end = Math.min(word.length, MAX_WORD);
  let folded = '';
  for (let at = 0; at < end; at++) folded += foldCode(word.charCodeAt(at));
  return folded;
}

interface Stretch {
  readonly text: string;
  /** The character before it, 0 for the first. */
  readonly joiner: number;
}

function takeCompound(text: string, from: number, firstEnd: number, to: number, sink: TokenSink): number {
  const stretches: Stretch[] = [{ text: text.slice(from, firstEnd), joiner: 0 }];
  let end = firstEnd;
  while (stretches.length < MAX_PARTS && joins(text, end, to)) {
    const start = end + 1;
    end = lookAtWord(text, start, to, LOOK).end;
    stretches.push({ text: text.slice(start, end), joiner: text.charCodeAt(start - 1) });
  }
  const parts = joinNumbers(withoutApostrophes(stretches)).filter((part) => part.text.length > 0);
  const folded = parts.flatMap((part) =>
    lookAtWord(part.text, 0, part.text.length, LOOK).hasHump ? humps(part.text).map(fold) : [fold(part.text)],
  );
  const alternatives = parts.length === 2 && parts[1]?.joiner === 0x2f && parts.every((part) => !/\d/.test(part.text));
  pushParts(sink, folded, !alternatives);
  return end;
}

const ENDINGS = new Set(['s', 're', 've', 'll', 'd', 'm']);

/** `dog's` → dog, `don't` → dont, `l'eau` → l, eau. */
function withoutApostrophes(stretches: readonly Stretch[]): Stretch[] {
  const parts: Stretch[] = [];
  for (const stretch of stretches) {
    const before = parts.at(-1);
    const ending = stretch.joiner === APOSTROPHE && before !== undefined ? stretch.text.toLowerCase() : '';
    if (before !== undefined && ending === 't')
      parts[parts.length - 1] = { ...before, text: before.text + stretch.text };
    else if (!ENDINGS.has(ending)) parts.push(stretch);
  }
  return parts;
}

const NUMBER = /^\d+$/;

/** 1,000 → 1000; 3.14 and 3,14 → 3.14. */
function joinNumbers(stretches: readonly Stretch[]): Stretch[] {
  const parts: Stretch[] = [];
  for (const stretch of stretches) {
    const before = parts.at(-1);
    const numeric = (stretch.joiner === COMMA || stretch.joiner === DOT) && before !== undefined;
    if (numeric && NUMBER.test(stretch.text) && /^[\d.]+$/.test(before.text)) {
      const grouped = stretch.joiner === COMMA && stretch.text.length === 3;
      parts[parts.length - 1] = { ...before, text: `${before.text}${grouped ? '' : '.'}${stretch.text}` };
    } else parts.push(stretch);
  }
  return parts;
}

/** The joined whole (so that Wi-Fi is wifi and wi fi) and the parts at their own positions. */
function pushParts(sink: TokenSink, folded: readonly string[], withWhole: boolean): void {
  const parts = folded.filter((part) => part.length > 0);
  const [only] = parts;
  if (only === undefined) return;
  if (parts.length === 1) return sink.pushWord(only);
  const whole = parts.join('');
  // U.S. must not become the pronoun.
  if (withWhole && whole.length <= MAX_WORD)
    sink.push(isStopWord(whole) ? parts.join('.') : whole, sink.next, TokenKind.whole);
  for (const part of parts) {
    sink.push(part, sink.next++, TokenKind.part);
    sink.length++;
  }
}
