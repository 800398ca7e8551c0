/** Cuts a block that is too long for one chunk: at sentences, at lines, or where there is nothing else, anywhere. Pure. */
import { splitSentences } from '../../platform/search/analysis/split-sentences.js';
import { type Block, LINES_AT_ONCE, linesOf } from './blocks.js';
import { chunkTokens, exactTokens } from './chunk-tokens.js';

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
  /** Tokens at most with the white space between the units of a piece. */
  spread: number;
}

/** Characters handed to the sentence splitter at once: bounds how long it holds the event loop. */
const WINDOW = 32_768;

/** Pieces of the block in order. They overlap by a sentence at most, and only in running text. Undefined: see LINES_AT_ONCE. */
export function* splitBlock(text: string, block: Block, sizes: SplitSizes): Generator<Span | undefined> {
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
function* small(text: string, units: Iterable<Span>, { target, most }: SplitSizes): Generator<Span | undefined> {
  let count = 0;
  for (const unit of units) {
    if (++count % LINES_AT_ONCE === 0) yield undefined;
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

function* packed(
  text: string,
  units: Iterable<Span | undefined>,
  { target, overlap, spread }: SplitSizes,
): Generator<Span | undefined> {
  let piece: Span | undefined;
  let tokens = 0;
  /** Of the white space between the units: little, but where there are blank lines without end. */
  let blank = 0;
  let last: Span | undefined;
  for (const unit of units) {
    if (!unit) {
      yield undefined;
      continue;
    }
    const size = chunkTokens(text, unit.start, unit.end);
    if (last) blank += exactTokens(text, last.end, unit.start);
    if (piece && (tokens + size > target || tokens + blank + size > spread)) {
      yield piece;
      const repeated = last && last.start > piece.start && sizeOf(text, last, overlap) <= overlap ? last : undefined;
      piece = { start: repeated?.start ?? unit.start, end: unit.end };
      tokens = chunkTokens(text, piece.start, piece.end);
      blank = 0;
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
