/** Cuts a block that is too long for one chunk: at sentences, at lines, or where there is nothing else, anywhere. Pure. */
import { splitSentences } from '../../platform/search/analysis/split-sentences.js';
import { type Block, linesOf } from './blocks.js';
import { chunkTokens } from './chunk-tokens.js';

export interface Span {
  start: number;
  end: number;
}

export interface SplitSizes {
  /** Tokens a piece should have, and at most may have. */
  target: number;
  most: number;
  /** Tokens at most that a piece repeats from the end of the one before. */
  overlap: number;
}

/** Characters handed to the sentence splitter at once: bounds how long it holds the event loop. */
const WINDOW = 32_768;

/** Pieces of the block in order. They overlap by a sentence at most, and only in running text. */
export function* splitBlock(text: string, block: Block, sizes: SplitSizes): Generator<Span> {
  const byLine = block.kind === 'code' || block.kind === 'table';
  const units = byLine ? linesOf(text, block.start, block.end) : sentencesOf(text, block);
  yield* packed(text, small(text, units, sizes), { ...sizes, overlap: byLine ? 0 : sizes.overlap });
}

function* sentencesOf(text: string, { start, end }: Span): Generator<Span> {
  for (let at = start; at < end;) {
    const to = Math.min(end, at + WINDOW);
    const spans = splitSentences(text.slice(at, to));
    // The last one may go on behind the window.
    if (to < end && spans.length > 1) spans.pop();
    for (const span of spans) yield { start: at + span.start, end: at + span.end };
    const last = spans.at(-1);
    at = last && last.end > 0 ? at + last.end : to;
  }
}

/** Units none of which is too long. */
function* small(text: string, units: Iterable<Span>, { target, most }: SplitSizes): Generator<Span> {
  for (const unit of units) {
    if (unit.end === unit.start) continue;
    const tokens = sizeOf(text, unit, most);
    if (tokens <= most) yield unit;
    else yield* slices(text, unit, target);
  }
}

/** Equal slices that never cut a surrogate pair. */
function* slices(text: string, { start, end }: Span, target: number): Generator<Span> {
  for (let at = start; at < end;) {
    let to = Math.min(end, at + target);
    // Latin text has four characters a token, dense scripts one.
    while (to < end && to - at < target * 4 && chunkTokens(text, at, to) < target) to = Math.min(end, to + 32);
    if (to < end && isLowSurrogate(text, to)) to++;
    yield { start: at, end: to };
    at = to;
  }
}

function* packed(text: string, units: Iterable<Span>, { target, overlap }: SplitSizes): Generator<Span> {
  let piece: Span | undefined;
  let tokens = 0;
  let last: Span | undefined;
  for (const unit of units) {
    const size = chunkTokens(text, unit.start, unit.end);
    if (piece && tokens + size > target) {
      yield piece;
      const repeated = last && last.start > piece.start && sizeOf(text, last, overlap) <= overlap ? last : undefined;
      piece = { start: repeated?.start ?? unit.start, end: unit.end };
      tokens = chunkTokens(text, piece.start, piece.end);
    } else {
      piece = { start: piece?.start ?? unit.start, end: unit.end };
      tokens += size;
    }
    last = unit;
  }
  if (piece) yield piece;
}

/** Tokens of a span; not counted where the length alone says it is beyond `most`. */
export function sizeOf(text: string, { start, end }: Span, most: number): number {
  return end - start > most * 4 ? Math.ceil((end - start) / 4) : chunkTokens(text, start, end);
}

function isLowSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}
