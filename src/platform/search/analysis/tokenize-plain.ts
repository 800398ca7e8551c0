// Cuts plain text into index words: what tokenize() gives, from bytes, where a text is nothing but common words.
import { CLASSES, CharacterClass } from './character-classes.js';
import { LONGEST_KNOWN, numberOfBytes } from './known-words.js';
import type { PlainText } from './plain-text.js';
import type { TokenSink } from './token-sink.js';
import { JOINERS, joins, takeWord } from './tokenize.js';

/** What a byte is: in no word, in any word, only first in a common one, or after a word perhaps more of it. */
const Kind = { other: 0, small: 1, capital: 2, joiner: 3 } as const;

const KINDS = Uint8Array.from({ length: 256 }, (_, code) => {
  if (JOINERS[code] === 1) return Kind.joiner;
  if (code > 127 || CLASSES[code] === CharacterClass.other) return Kind.other;
  return CLASSES[code] === CharacterClass.upper ? Kind.capital : Kind.small;
});

/** Appends the words of a stretch of `text`, which is `plain`, as if there were nothing around it. */
export function tokenizePlain(text: string, plain: PlainText, sink: TokenSink, from: number, to: number): void {
  const { bytes, view } = plain;
  let at = from;
  while (at < to) {
    const first = KINDS[bytes[at]!]!;
    if (first === Kind.other || first === Kind.joiner) {
      at++;
      continue;
    }
    let end = at + 1;
    while (end < to && KINDS[bytes[end]!] === Kind.small) end++;
    if (end - at <= LONGEST_KNOWN && endsAt(text, bytes, end, to)) {
      sink.pushKnown(numberOfBytes(view, at, end));
      at = end;
    } else at = takeWord(text, at, to, sink);
  }
}

/** Whether nothing that follows belongs to the word before `end`. */
function endsAt(text: string, bytes: Uint8Array, end: number, to: number): boolean {
  if (end >= to) return true;
  const next = KINDS[bytes[end]!];
  return next === Kind.other || (next === Kind.joiner && !joins(text, end, to));
}
