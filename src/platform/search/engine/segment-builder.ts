import type { IndexEntry } from '../search-types.js';
import type { Analyzer, WordReader } from './analyzer.js';
import { ENTRY_ROLES, flagsOfText, LENGTH_UNITS } from './entry-row.js';
import { SegmentDraft } from './segment-draft.js';
import { FORWARD_ESCAPES } from './segment-format.js';

/** Turns entries into the bytes of one segment. */
export class SegmentBuilder {
  private readonly draft: SegmentDraft;
  private readonly text: TextCodes;

  constructor(private readonly analyzer: Analyzer) {
    this.draft = new SegmentDraft(analyzer);
    this.text = new TextCodes(this.draft);
  }

  get entries(): number {
    return this.draft.rows.length;
  }

  add(entry: IndexEntry): void {
    this.text.begin();
    const length = this.analyzer.readText(entry.text, this.text);
    this.draft.endEntry(
      {
        id: entry.id,
        group: entry.group,
        ordinal: entry.ordinal,
        length: Math.round(length * LENGTH_UNITS),
        chars: entry.text.length,
        createdAt: entry.createdAt ?? 0,
        role: Math.max(0, ENTRY_ROLES.indexOf(entry.role ?? '')),
        flags: flagsOfText(entry.text),
        name: entry.name ?? '',
      },
      this.wordsOf(entry.title ?? entry.name ?? ''),
    );
  }

  /** The segment; nothing can be added any more. */
  toBytes(): Uint8Array {
    return this.draft.toBytes();
  }

  private wordsOf(title: string): number[] {
    const words: number[] = [];
    if (title === '') return words;
    const word = (word: string, _position: number, known: number) => words.push(this.draft.numberOf(word, known));
    this.analyzer.readText(title, { sentence: () => undefined, word });
    return words;
  }
}

/** Writes the words it is told into the draft, in the grammar of the forward store. */
class TextCodes implements WordReader {
  private previous = -1;
  private startsSentence = false;

  constructor(private readonly draft: SegmentDraft) {}

  /** What follows is another text. */
  begin(): void {
    this.previous = -1;
    this.startsSentence = false;
  }

  sentence(): void {
    // The first needs no mark.
    this.startsSentence = this.previous >= 0;
  }

  word(word: string, position: number, known: number): void {
    const { draft, previous } = this;
    if (this.startsSentence) draft.pushEscape(FORWARD_ESCAPES.sentence);
    if (position === previous) draft.pushEscape(FORWARD_ESCAPES.samePosition);
    else if (position !== previous + 1) draft.pushEscape(position - previous);
    this.startsSentence = false;
    this.previous = position;
    draft.push(draft.numberOf(word, known) + 1);
  }
}
