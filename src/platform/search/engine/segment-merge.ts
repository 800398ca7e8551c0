import type { Analyzer } from './analyzer.js';
import { readForward } from './forward-codes.js';
import type { Segment } from './segment.js';
import { SegmentDraft } from './segment-draft.js';

/** A segment and, where entries of it are hidden, 1 for each of those. */
export interface MaskedSegment {
  segment: Segment;
  deleted?: Uint8Array;
}

/**
 * Writes the live entries of several segments into one, from the forward stores: no text is needed. A word reaches the
 * new dictionary only through a live entry, so that what was deleted leaves no trace. Undefined when nothing is left.
 */
export function mergeSegments(inputs: readonly MaskedSegment[], analyzer: Analyzer): Uint8Array | undefined {
  const draft = new SegmentDraft(analyzer);
  for (const input of inputs) copyLive(input, draft);
  return draft.rows.length === 0 ? undefined : draft.toBytes();
}

function copyLive({ segment, deleted }: MaskedSegment, draft: SegmentDraft): void {
  const numbers = new Uint32Array(segment.words.count);
  const translate = (word: number): number => {
    // 0 means not seen yet, so that words of deleted entries alone are never asked for.
    if (numbers[word] === 0) numbers[word] = draft.numberOf(segment.words.at(word)) + 1;
    return numbers[word]! - 1;
  };
  for (let entry = 0; entry < segment.size; entry++) {
    if (deleted?.[entry] !== 1) copyEntry(segment, entry, draft, translate);
  }
}

function copyEntry(segment: Segment, entry: number, draft: SegmentDraft, translate: (word: number) => number): void {
  const title: number[] = [];
  readForward(segment, entry, {
    title: (word) => title.push(translate(word)),
    word: (word) => draft.push(translate(word) + 1),
    escape: (code) => draft.pushEscape(code),
  });
  draft.endEntry(segment.row(entry), title);
}
