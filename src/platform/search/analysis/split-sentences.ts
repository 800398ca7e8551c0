// Finds where sentences begin and end in plain text and Markdown; knows punctuation, nothing of words or ranking.
import { CLASSES, CharacterClass } from './character-classes.js';
import { endsWithAbbreviation } from './abbreviations.js';

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
/** . ! ? … ‼ ⁇ ⁈ ⁉: end a sentence when a space follows. */
const SPACED_ENDS = new Set([0x2e, 0x21, 0x3f, 0x2026, 0x203c, 0x2047, 0x2048, 0x2049, 0x061f, 0x06d4, 0x0589, 0x1362]);
/** 。！？｡ । ॥ ។ ။: end a sentence whatever follows. */
const FULL_ENDS = new Set([0x3002, 0xff01, 0xff1f, 0xff61, 0x0964, 0x0965, 0x17d4, 0x104b]);
const CLOSERS = new Set([...'"\')]}”’»›」』】）〉》*_'].map((character) => character.charCodeAt(0)));

const isSpace = (code: number): boolean =>
  code === 0x20 ||
  (code >= 0x09 && code <= 0x0d) ||
  code === 0xa0 ||
  code === 0x3000 ||
  (code >= 0x2000 && code <= 0x200a) ||
  code === 0x2028 ||
  code === 0x2029;

/**
 * The sentences of a text in order: not empty, not overlapping, without the white space around them; every character
 * that is not white space lies in one. Knows abbreviations, initials, decimals, Markdown lists, headings, tables and
 * fenced code (a line each), 。！？, and Thai spaces. Linear in the text.
 */
export function splitSentences(text: string): Span[] {
  return new SentenceScanner(text).scan();
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

  constructor(private readonly text: string) {}

  scan(): Span[] {
    const { text } = this;
    for (let at = 0; at < text.length;) {
      const code = text.charCodeAt(at);
      if (code === NEWLINE) this.endLine(at);
      else if (isSpace(code)) this.space(at);
      else {
        at = this.character(at, code);
        continue;
      }
      at++;
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

  /** Takes the character at `at` into the sentence; returns where to go on. */
  private character(at: number, code: number): number {
    if (this.start < 0) this.start = at;
    else if (at - this.start >= MAX_SENTENCE) this.cut(at);
    this.solid = at + 1;
    if (FULL_ENDS.has(code)) return this.endAfter(at);
    if (SPACED_ENDS.has(code)) return this.maybeEnd(at);
    return at + 1;
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

  /** Takes the closing quotes and brackets (and further marks: ?!, ...) after `at` along. */
  private tail(at: number): number {
    let next = at + 1;
    for (; next < this.text.length; next++) {
      const code = this.text.charCodeAt(next);
      if (!CLOSERS.has(code) && !SPACED_ENDS.has(code) && !FULL_ENDS.has(code)) break;
    }
    return next;
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
    const single = this.text.charCodeAt(at) === DOT && next === at + 1;
    if (!single || this.dotEnds(at)) this.close();
    return next;
  }

  /** Whether the full stop at `at`, followed by a space, ends a sentence. */
  private dotEnds(at: number): boolean {
    let after = at + 1;
    while (after < this.text.length && after < at + 4 && isSpace(this.text.charCodeAt(after))) after++;
    const lowerFollows =
      CLASSES[this.text.charCodeAt(after)] === CharacterClass.lower && /\p{Ll}/u.test(this.text.charAt(after));
    return !endsWithAbbreviation(this.text, Math.max(this.start, this.lineStart), at, lowerFollows);
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

/** Whether the line at `at` is blank or begins a block of its own; a `whole` line is one that is complete in itself. */
function startsBlock(text: string, at: number, whole: boolean): boolean {
  let from = at;
  while (from < at + 16 && (text.charCodeAt(from) === 0x20 || text.charCodeAt(from) === 0x09)) from++;
  const head = text.slice(from, from + 5);
  if (whole) return /^(?:#{1,6}(?:\s|$|#)|\|)/.test(head);
  return /^(?:$|\r|\n|#{1,5}[\s#]|[-*+•·–]\s|\d{1,3}[.)]|\||>|```|~~~)/.test(head);
}
