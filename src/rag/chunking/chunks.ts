/**
 * Cuts a text into the passages that are found and cited: on headings, paragraphs, list items, tables, code and
 * sentences, with exact offsets. Pure and lazy, so that a caller can pause between chunks of a long text, and where one
 * is long in coming: undefined says that there is none yet.
 */
import { type Block, isSpace } from './blocks.js';
import { blocksIn, type Layout } from './blocks-in.js';
import { exactTokens } from './chunk-tokens.js';
import { sizeOf, type Span, splitBlock } from './split-block.js';

/** UTF-16 offsets into the text; `heading` is the path of headings above all of it, outermost first. */
export interface ChunkSpan extends Span {
  heading: string | null;
}

/** In estimated tokens; `spread` bounds a chunk with the white space between its parts, which the others do not count. */
export const CHUNK_SIZES = { whole: 600, least: 90, target: 220, most: 400, overlap: 40, spread: 800 } as const;

interface Piece extends Span {
  tokens: number;
  path: readonly string[];
  isHeading: boolean;
}

export interface ChunkOptions {
  layout?: Layout;
  /** Stretches no chunk may go beyond, in order. */
  parts?: readonly Span[];
}

export function* chunksOf(
  text: string,
  { layout = 'markdown', parts = [] }: ChunkOptions = {},
): Generator<ChunkSpan | undefined> {
  const whole = trimmed(text);
  if (whole.end === whole.start) return;
  if (parts.length < 2 && sizeOf(text, whole, CHUNK_SIZES.whole) <= CHUNK_SIZES.whole) {
    yield { ...whole, heading: onlyPath(text, layout) };
    return;
  }
  const packer = new Packer(text);
  for (const { start, end } of parts.length ? parts : [whole]) yield* packer.pack(blocksIn(text, layout, start, end));
}

class Packer {
  private pieces: Piece[] = [];
  /** Sums over the pieces: of all, of those that are no headings, and of all with the white space between them. */
  private tokens = 0;
  private bodyTokens = 0;
  private spread = 0;
  private readonly headings: { level: number; title: string }[] = [];

  constructor(private readonly text: string) {}

  *pack(blocks: Iterable<Block | undefined>): Generator<ChunkSpan | undefined> {
    for (const block of blocks) {
      if (!block) yield undefined;
      else if (block.kind === 'heading') yield* this.heading(block);
      else yield* this.body(block);
    }
    yield* this.flush(true);
  }

  private *heading(block: Block): Generator<ChunkSpan> {
    if (this.bodyTokens >= CHUNK_SIZES.least) yield* this.flush();
    while ((this.headings.at(-1)?.level ?? 0) >= block.level!) this.headings.pop();
    this.headings.push({ level: block.level!, title: block.title! });
    yield* this.add(block, sizeOf(this.text, block, CHUNK_SIZES.most), true);
  }

  private *body(block: Block): Generator<ChunkSpan | undefined> {
    const { most, least, target } = CHUNK_SIZES;
    const tokens = sizeOf(this.text, block, most);
    if (tokens > most) {
      if (this.bodyTokens > 0) yield* this.flush();
      yield* this.oversized(block);
      return;
    }
    const before = this.tokens;
    const fits = before + tokens <= target || (before < least && before + tokens <= most);
    if (!fits) yield* this.flush();
    yield* this.add(block, tokens, false, block.path);
  }

  /** Every piece is a chunk of its own but the last, which what follows may join. */
  private *oversized(block: Block): Generator<ChunkSpan | undefined> {
    let previous: Span | undefined;
    for (const piece of splitBlock(this.text, block, CHUNK_SIZES)) {
      if (!piece) {
        yield undefined;
        continue;
      }
      if (previous) yield* this.flush();
      yield* this.add(piece, sizeOf(this.text, piece, CHUNK_SIZES.most), false, block.path);
      previous = piece;
    }
  }

  private *add(span: Span, tokens: number, isHeading: boolean, path?: readonly string[]): Generator<ChunkSpan> {
    let spread = this.spreadTo(span);
    for (const everything of [false, true]) {
      if (this.hasRoom(spread, tokens, isHeading)) break;
      yield* this.flush(everything);
      spread = this.spreadTo(span);
    }
    this.spread = spread;
    this.tokens += tokens;
    if (!isHeading) this.bodyTokens += tokens;
    const { start, end } = span;
    this.pieces.push({ start, end, tokens, isHeading, path: path ?? this.headings.map(({ title }) => title) });
  }

  /** A paragraph as long as may be is not torn from the headings it stands under, unless they are long themselves. */
  private hasRoom(spread: number, tokens: number, isHeading: boolean): boolean {
    if (isHeading) return spread <= CHUNK_SIZES.most;
    return spread <= CHUNK_SIZES.spread && this.tokens + tokens <= CHUNK_SIZES.most + CHUNK_SIZES.least;
  }

  /** What all pieces and this one would weigh with the white space between them. */
  private spreadTo({ start, end }: Span): number {
    const last = this.pieces.at(-1);
    return last ? this.spread + exactTokens(this.text, last.end, end) : exactTokens(this.text, start, end);
  }

  /** Headings at the end stay for what comes after them. */
  private *flush(everything = false): Generator<ChunkSpan> {
    let count = this.pieces.length;
    if (!everything) while (count > 0 && this.pieces[count - 1]!.isHeading) count--;
    const pieces = this.pieces.splice(0, count);
    const [first] = pieces;
    if (!first) return;
    const [left] = this.pieces;
    this.tokens = this.pieces.reduce((sum, { tokens }) => sum + tokens, 0);
    this.bodyTokens = 0;
    this.spread = left ? exactTokens(this.text, left.start, this.pieces.at(-1)!.end) : 0;
    yield { start: first.start, end: pieces.at(-1)!.end, heading: commonPath(pieces) };
  }
}

/** The headings that stand above every piece; those that stand between pieces do not. */
function commonPath(pieces: readonly Piece[]): string | null {
  const bodies = pieces.filter(({ isHeading }) => !isHeading);
  const [first, ...others] = bodies.length ? bodies : pieces;
  let path = first?.path ?? [];
  for (const other of others) {
    const differs = path.findIndex((title, i) => other.path[i] !== title);
    if (differs >= 0) path = path.slice(0, differs);
  }
  return path.length ? path.join(' › ') : null;
}

/** The heading a short text begins with. */
function onlyPath(text: string, layout: Layout): string | null {
  const [first] = blocksIn(text, layout, 0, text.length);
  return first?.kind === 'heading' ? first.title! : null;
}

function trimmed(text: string): Span {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}
