/** Finds the blocks of a text: headings, paragraphs, list items, tables, fenced code. Pure, one pass, lazily. */

/** A stretch of the text in UTF-16 units, `end` exclusive, without the white space after it. */
export interface Block {
  kind: 'heading' | 'paragraph' | 'item' | 'table' | 'code';
  start: number;
  end: number;
  /** Headings: 1 to 6. */
  level?: number;
  /** Headings: their words. */
  title?: string;
  /** Where no headings stand in the text: what the block belongs to, outermost first. */
  path?: readonly string[];
}

/** A reader of lines yields undefined after so many that gave nothing else, so that its caller can pause. */
export const LINES_AT_ONCE = 512;

const LINE_HEAD = 320;
const LONGEST_HEADING = 200;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(\S.*?)[ \t]*#*$/;
const UNDERLINE = /^ {0,3}(?:(={3,})|(-{3,}))$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const TABLE = /^\s*\|/;
const ITEM = /^\s*(?:[-*+•]|\d{1,4}[.)])\s/;

/** In plain text and source code only blank lines count: `#` there begins a comment. */
export function* blocksOf(text: string, markdown: boolean, from: number, to: number): Generator<Block | undefined> {
  let open: Block | undefined;
  let fence: string | undefined;
  let lines = 0;
  for (const line of linesOf(text, from, to)) {
    if (++lines % LINES_AT_ONCE === 0) yield undefined;
    const head = text.slice(line.start, Math.min(line.end, line.start + LINE_HEAD));
    if (fence !== undefined && open) {
      if (line.end > line.start) open.end = line.end;
      if (!head.trim().startsWith(fence)) continue;
      yield open;
      open = fence = undefined;
      continue;
    }
    const underlined = markdown && open && asHeading(text, open, head, line.end);
    if (underlined || line.end === line.start) {
      if (open) yield underlined || open;
      open = undefined;
      continue;
    }
    const started = markdown ? beginning(head, line) : undefined;
    if (started === undefined && open && open.kind !== 'table') open.end = line.end;
    else if (started?.kind === 'table' && open?.kind === 'table') open.end = line.end;
    else {
      if (open) yield open;
      open = started ?? { kind: 'paragraph', ...line };
      if (open.kind === 'code') fence = FENCE.exec(head)?.[1];
      if (open.kind === 'heading') {
        yield open;
        open = undefined;
      }
    }
  }
  if (open) yield open;
}

/** The block a line begins, undefined for a line that goes on with what is open. */
function beginning(head: string, line: { start: number; end: number }): Block | undefined {
  if (FENCE.test(head)) return { kind: 'code', ...line };
  const [, marks, title] = (line.end - line.start <= LONGEST_HEADING && HEADING.exec(head)) || [];
  if (marks && title) return { kind: 'heading', ...line, level: marks.length, title };
  if (TABLE.test(head)) return { kind: 'table', ...line };
  if (ITEM.test(head)) return { kind: 'item', ...line };
  return undefined;
}

/** One line of text over a row of = or - is a heading. */
function asHeading(text: string, open: Block, underline: string, end: number): Block | undefined {
  const marks = open.kind === 'paragraph' ? UNDERLINE.exec(underline) : null;
  if (!marks || open.end - open.start > LONGEST_HEADING) return undefined;
  const title = text.slice(open.start, open.end);
  return title.includes('\n') ? undefined : { kind: 'heading', start: open.start, end, level: marks[1] ? 1 : 2, title };
}

/** Lines without the white space at their ends; `start` of an indented line is its first character all the same. */
export function* linesOf(text: string, from = 0, to = text.length): Generator<{ start: number; end: number }> {
  for (let start = from; start < to;) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 || newline >= to ? to : newline;
    let end = next;
    while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
    yield { start, end };
    start = next + 1;
  }
}

export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0 || code === 0xfeff || code === 0x3000;
}
