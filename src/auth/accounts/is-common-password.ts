/** Is a password among those that are tried first: a known one, or a pattern of the keyboard? Pure. */
import { COMMON_PASSWORDS } from './common-passwords.js';

const COMMON = new Set(COMMON_PASSWORDS.trim().split(/\s+/));

/** Rows as fingers run along them, forwards and backwards. */
const ROWS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
];
const RUNS = ROWS.flatMap((row) => [row, [...row].reverse().join('')]);

/** Digits and signs that stand for letters. */
const LETTER_FOR: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

export function isCommonPassword(password: string): boolean {
  const text = password.normalize('NFKC').toLowerCase().trim();
  const bare = text.replace(/[!.?*#]+$/, '');
  const spelled = [text, bare, text.replace(/\s+/g, ''), plain(text), plain(bare)];
  return spelled.some((word) => COMMON.has(word)) || isRepetition(text) || isRun(text);
}

/** `p@ssw0rd` -> `password`. */
function plain(text: string): string {
  return [...text].map((character) => LETTER_FOR[character] ?? character).join('');
}

/** One piece of up to four characters, again and again. */
function isRepetition(text: string): boolean {
  const characters = [...text];
  return [1, 2, 3, 4].some(
    (size) =>
      characters.length > size * 2 - 1 && characters.every((character, i) => character === characters[i % size]),
  );
}

function isRun(text: string): boolean {
  return text.length >= 4 && RUNS.some((run) => run.includes(text));
}
