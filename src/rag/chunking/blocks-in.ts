import { type Block, blocksOf, LINES_AT_ONCE, linesOf } from './blocks.js';
import { codeBlocks } from './code-blocks.js';

/** How a text is laid out, and so where it may be cut. */
export type Layout = 'markdown' | 'plain' | 'rows' | 'code';

/** The blocks of a stretch of the text, undefined now and then where none ends for long. Pure, lazily. */
export function blocksIn(text: string, layout: Layout, from: number, to: number): Iterable<Block | undefined> {
  if (layout === 'rows') return rowBlocks(text, from, to);
  if (layout === 'code') return codeBlocks(text, from, to);
  return blocksOf(text, layout === 'markdown', from, to);
}

/** Every line stands for itself: a row of a table, a value of a record. */
function* rowBlocks(text: string, from: number, to: number): Generator<Block | undefined> {
  let lines = 0;
  for (const { start, end } of linesOf(text, from, to)) {
    if (++lines % LINES_AT_ONCE === 0) yield undefined;
    if (end > start) yield { kind: 'item', start, end };
  }
}
