import { ENTRY_FLAGS, type EntryRole } from './index-reader.js';

/** Roles as stored: the place in this list. Append only. */
export const ENTRY_ROLES: readonly EntryRole[] = ['', 'user', 'assistant', 'system', 'tool'];

/** Stored units of length in a word: the analyzer counts some scripts in twentieths. */
export const LENGTH_UNITS = 20;

/** The columns of an entry, before they are laid out. */
export interface EntryRow {
  id: string;
  group: string;
  ordinal: number;
  /** Length of the text in LENGTH_UNITS of a word: whole numbers add up alike in any order. */
  length: number;
  /** UTF-16 code units. */
  chars: number;
  createdAt: number;
  role: number;
  flags: number;
  name: string;
}

/** What a ranker may want to know about the raw text without reading it again. */
export function flagsOfText(text: string): number {
  let flags = 0;
  // Unicode classes of a regular expression cost ten times as much, and most text is ASCII.
  // Any other character takes more bytes than it has code units; counting them takes a quarter of looking for one.
  const isAscii = Buffer.byteLength(text) === text.length;
  if (isAscii ? text.includes('?') : /[?？؟⁇]/u.test(text)) flags |= ENTRY_FLAGS.question;
  if (isAscii ? /[0-9]/.test(text) : /\p{Nd}/u.test(text)) flags |= ENTRY_FLAGS.number;
  if ('?？؟⁇'.includes(lastVisible(text))) flags |= ENTRY_FLAGS.endsWithQuestion;
  return flags;
}

// Not a regular expression with \s*$: that is quadratic on a text of spaces.
function lastVisible(text: string): string {
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) <= 32) end--;
  return end === 0 ? '\0' : text[end - 1]!;
}
