// Finds where sentences begin and end in plain text and Markdown; knows punctuation, nothing of words or ranking.
import { CLASSES, CharacterClass } from './character-classes.js';
import { endsWithAbbreviation } from './abbreviations.js';
import type { PlainText } from './plain-text.js';

/** A stretch of text in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Nothing reads as one sentence beyond this many characters; longer stretches are cut at a space. */
const MAX_SENTENCE = 600;
/** A line shorter than this was ended on purpose (verse, chat, list), a longer one was wrapped. */
const WRAPPED_LINE = 50;
/** Thai has no full stop: a space ends a clause once this many characters have passed. */
const UNSPACED_CLAUSE = 60;

const NEWLINE = 0x0a;
const DOT = 0x2e;
const OPENING = 0x5b;
/** `[12]`, `[citation needed]` after a full stop. */
const LONGEST_NOTE = 24;

/** What a code unit means to the scanner; `plain` in nearly all cases. */
const Mark = { plain: 0, space: 1, newline: 2, spacedEnd: 3, fullEnd: 4, closer: 5 } as const;

const MARKS = new Uint8Array(0x10000);
for (let code = 0x2000; code <= 0x200a; code++) MARKS[code] = Mark.space;
for (const code of [0x20, 0x09, 0x0b, 0x0c, 0x0d, 0xa0, 0x3000, 0x2028, 0x2029, 0x202f, 0xfeff])
  MARKS[code] = Mark.space;
for (const closer of '"\')]}”’»›」』】）〉》*_') MARKS[closer.charCodeAt(0)] = Mark.closer;
/** End a sentence when a space follows. */
for (const end of '.!?…‼⁇⁈⁉؟۔։።') MARKS[end.charCodeAt(0)] = Mark.spacedEnd;
/** End a sentence whatever follows. */
for (const end of '。！？｡।॥។။') MARKS[end.charCodeAt(0)] = Mark.fullEnd;
MARKS[NEWLINE] = Mark.newline;

const isSpace = (code: number): boolean => MARKS[code] === Mark.space || MARKS[code] === Mark.newline;

/**
 * The sentences of a text in order: not empty, not overlapping, without the white space around them; every character
 * that is not white space lies in one. Knows abbreviations, initials, decimals, Markdown lists, headings, tables and
 * fenced code (a line each), 。！？, and Thai spaces. Linear in the text.
 * @param plain the text as bytes, where it is such a one and they are at hand
 */
export function splitSentences(text: string, plain?: PlainText): Span[] {
  return new SentenceScanner(text, plain).scan();
}

class SentenceScanner {
  private readonly spans: Span[] = [];
  /** Where the running sentence begins, -1 between sentences. */
  private start = -1;
  /** One after the last character that is not white space. */
  private solid = 0;
  private lastSpace = -1;
  private lineStart = 0;
  private fenced = false;

  constructor(
    private readonly text: string,
    private readonly plain: PlainText | undefined,
  ) {}

  scan(): Span[] {
    const { text } = this;
    for (let at = 0; at < text.length;) {
      const mark = MARKS[text.charCodeAt(at)];
      if (mark === Mark.newline) this.endLine(at++);
      else if (mark === Mark.space) this.space(at++);
      else at = this.characters(at, mark);
    }
    this.close();
    return this.spans;
  }

  private close(): void {
    if (this.start >= 0) this.spans.push({ start: this.start, end: this.solid });
    this.start = -1;
    this.lastSpace = -1;
  }

  private space(at: number): void {
    if (this.start < 0) return;
    if (this.lastSpace < this.solid) this.lastSpace = this.solid;
    const before = CLASSES[this.text.charCodeAt(at - 1)];
    if (before === CharacterClass.unspaced && at - this.start >= UNSPACED_CLAUSE) this.close();
  }

  /** Takes the character at `at`, and the plain ones after it, into the sentence; returns where to go on. */
  private characters(at: number, mark: number | undefined): number {
    if (this.start < 0) this.start = at;
    else if (at - this.start >= MAX_SENTENCE) this.cut(at);
    if (mark === Mark.fullEnd) return this.endAfter(at);
    if (mark === Mark.spacedEnd) return this.maybeEnd(at);
    const last = Math.min(this.text.length, this.start + MAX_SENTENCE);
    if (this.plain) return this.plainRun(this.plain.bytes, at + 1, last);
    let next = at + 1;
    while (next < last && MARKS[this.text.charCodeAt(next)] === Mark.plain) next++;
    this.solid = next;
    return next;
  }

  /** Plain characters and the spaces between them, up to `last`: what characters() and space() do with them one by one. */
  private plainRun(bytes: Uint8Array, from: number, last: number): number {
    let end = from;
    // One question a character; the spaces are looked for afterwards, from behind.
    while (end < last && MARKS[bytes[end]!]! <= Mark.space) end++;
    this.solid = withoutSpaces(bytes, from, end);
    const endsWithSpace = this.solid < end;
    let word = this.solid;
    if (!endsWithSpace) while (word > from && MARKS[bytes[word - 1]!] === Mark.plain) word--;
    if (endsWithSpace || word > from) this.lastSpace = withoutSpaces(bytes, from, word);
    return end;
  }

  /** Cuts an overlong sentence at its last space, or here, never inside a surrogate pair. */
  private cut(at: number): void {
    const low = (this.text.charCodeAt(at) & 0xfc00) === 0xdc00;
    if (low && this.lastSpace < 0) return;
    const end = this.lastSpace > this.start ? this.lastSpace : at;
    this.spans.push({ start: this.start, end: Math.min(end, this.solid) });
    let next = end;
    while (next < at && isSpace(this.text.charCodeAt(next))) next++;
    this.start = next;
    this.lastSpace = -1;
  }

  /** Takes the closing quotes and brackets, further marks (?!, ...) and footnote marks ([3]) after `at` along. */
  private tail(at: number): number {
    const { text } = this;
    let next = at + 1;
    for (;;) {
      while (next < text.length && (MARKS[text.charCodeAt(next)] ?? 0) >= Mark.spacedEnd) next++;
      if (text.charCodeAt(next) !== OPENING) return next;
      const closing = text.slice(next, next + LONGEST_NOTE).indexOf(']');
      if (closing < 0) return next;
      next += closing + 1;
    }
  }

  private endAfter(at: number): number {
    const next = this.tail(at);
    this.solid = next;
    this.close();
    return next;
  }

  private maybeEnd(at: number): number {
    const next = this.tail(at);
    this.solid = next;
    if (next >= this.text.length || !isSpace(this.text.charCodeAt(next))) return next;
    const lowerFollows = this.lowerFollows(next);
    const single = this.text.charCodeAt(at) === DOT && next === at + 1;
    // "Really?" she asked: the quotation is over, the sentence is not.
    const continues = single
      ? endsWithAbbreviation(this.text, Math.max(this.start, this.lineStart), at, lowerFollows)
      : lowerFollows && MARKS[this.text.charCodeAt(next - 1)] === Mark.closer;
    if (!continues) this.close();
    return next;
  }

  /** Whether the next word, a few spaces on, begins in lower case. */
  private lowerFollows(at: number): boolean {
    let after = at;
    while (after < this.text.length && after < at + 4 && isSpace(this.text.charCodeAt(after))) after++;
    return CLASSES[this.text.charCodeAt(after)] === CharacterClass.lower && /\p{Ll}/u.test(this.text.charAt(after));
  }

  private endLine(at: number): void {
    const fence = this.isFence();
    const length = at - this.lineStart;
    const special = this.fenced || fence || startsBlock(this.text, this.lineStart, true);
    if (fence) this.fenced = !this.fenced;
    if (special || length < WRAPPED_LINE || startsBlock(this.text, at + 1, false)) this.close();
    else this.space(at);
    this.lineStart = at + 1;
  }

  private isFence(): boolean {
    const { text, lineStart } = this;
    return text.startsWith('```', lineStart) || text.startsWith('~~~', lineStart);
  }
}

/** The end of a stretch without the spaces it ends with. */
function withoutSpaces(bytes: Uint8Array, from: number, to: number): number {
  let end = to;
  while (end > from && MARKS[bytes[end - 1]!] === Mark.space) end--;
  return end;
}

/** Whether the line at `at` is blank or begins a block of its own; a `whole` line is one that is complete in itself. */
function startsBlock(text: string, at: number, whole: boolean): boolean {
  let from = at;
  while (from < at + 16 && (text.charCodeAt(from) === 0x20 || text.charCodeAt(from) === 0x09)) from++;
  const head = text.slice(from, from + 5);
  if (whole) return /^(?:#{1,6}(?:\s|$|#)|\|)/.test(head);
  return /^(?:$|\r|\n|#{1,5}[\s#]|[-*+•·–]\s|\d{1,3}[.)]|\||>|```|~~~)/.test(head);
}
