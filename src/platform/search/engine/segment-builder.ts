import type { IndexEntry } from '../search-types.js';
import { type AnalyzedText, type Analyzer, clipWord } from './analyzer.js';
import { ENTRY_ROLES, flagsOfText, LENGTH_UNITS } from './entry-row.js';
import { SegmentDraft } from './segment-draft.js';
import { FORWARD_ESCAPES } from './segment-format.js';

const NO_WORDS: readonly string[] = [];

/** Turns entries into the bytes of one segment. */
export class SegmentBuilder {
  private readonly draft = new SegmentDraft();

  constructor(private readonly analyzer: Analyzer) {}

  get entries(): number {
    return this.draft.rows.length;
  }

  add(entry: IndexEntry): void {
    const text = this.analyzer.analyzeText(entry.text);
    this.pushText(text);
    const heading = entry.title ?? entry.name ?? '';
    const title = heading === '' ? NO_WORDS : this.analyzer.analyzeText(heading).words;
    this.draft.endEntry(
      {
        id: entry.id,
        group: entry.group,
        ordinal: entry.ordinal,
        length: Math.round(text.length * LENGTH_UNITS),
        chars: entry.text.length,
        createdAt: entry.createdAt ?? 0,
        role: Math.max(0, ENTRY_ROLES.indexOf(entry.role ?? '')),
        flags: flagsOfText(entry.text),
        name: entry.name ?? '',
      },
      title.map((word) => this.draft.numberOf(clipWord(word))),
    );
  }

  toBytes(): Uint8Array {
    return this.draft.toBytes(this.analyzer);
  }

  private pushText({ words, positions, numbers, sentences }: AnalyzedText): void {
    const { draft } = this;
    let previous = -1;
    let sentence = 1;
    for (let i = 0; i < words.length; i++) {
      const position = positions[i]!;
      let starts = false;
      while (sentence < sentences.length && sentences[sentence]! <= position) {
        starts = true;
        sentence++;
      }
      if (starts && i > 0) {
        draft.push(0);
        draft.push(FORWARD_ESCAPES.sentence);
      }
      if (position === previous) {
        draft.push(0);
        draft.push(FORWARD_ESCAPES.samePosition);
      } else if (position !== previous + 1) {
        draft.push(0);
        draft.push(position - previous);
      }
      previous = position;
      draft.push(draft.numberOf(clipWord(words[i]!), numbers[i]!) + 1);
    }
  }
}
