/** The lines of a page -> paragraphs and headings: sentences must not end where lines do. Pure. */
import type { Line } from './page-lines.js';

/** A line this much larger than the running text, and no longer than this, is a heading. */
const LARGER = 1.15;
const LONGEST_HEADING = 160;
/** A gap this much wider than that between lines of a paragraph begins another. */
const WIDER = 1.35;
const ITEM = /^(?:[•‣▪●◦–-]|\d{1,3}[.)])\s/;

export interface TypeSizes {
  body: number;
  /** Of headings, largest first. */
  headings: number[];
}

/** The size most of the text has, and the larger ones. */
export function typeSizes(lines: Iterable<Line>): TypeSizes {
  const characters = new Map<number, number>();
  for (const { text, size } of lines) characters.set(rounded(size), (characters.get(rounded(size)) ?? 0) + text.length);
  const [[body] = [0]] = [...characters].sort(([, a], [, b]) => b - a);
  const larger = [...characters.keys()].filter((size) => size >= body! * LARGER).sort((a, b) => b - a);
  return { body: body!, headings: larger };
}

export function pageText(lines: readonly Line[], sizes: TypeSizes): string {
  const blocks: string[] = [];
  let paragraph = '';
  const gap = usualGap(lines);
  lines.forEach((line, i) => {
    const level = headingLevel(line, sizes);
    const before = lines[i - 1];
    const apart = before && (before.y - line.y > gap * WIDER || before.y < line.y || ITEM.test(line.text));
    if (level !== undefined || apart) {
      if (paragraph !== '') blocks.push(paragraph);
      paragraph = '';
    }
    if (level !== undefined) blocks.push(`${'#'.repeat(level)} ${line.text}`);
    else paragraph = joined(paragraph, line.text.replace(/^[•‣▪●◦]\s*/, '- '));
  });
  if (paragraph !== '') blocks.push(paragraph);
  return blocks.join('\n\n');
}

function headingLevel({ size, text }: Line, { headings }: TypeSizes): number | undefined {
  const rank = headings.indexOf(rounded(size));
  if (rank < 0 || text.length > LONGEST_HEADING || !/\p{L}/u.test(text)) return undefined;
  return Math.min(rank + 1, 6);
}

/** A word that was parted at the end of a line is whole again. */
function joined(paragraph: string, line: string): string {
  if (paragraph === '') return line;
  if (/\p{Ll}[-\u2010\u00ad]$/u.test(paragraph) && /^\p{Ll}/u.test(line)) return paragraph.slice(0, -1) + line;
  return `${paragraph} ${line}`;
}

/** The median distance between neighbouring lines. */
function usualGap(lines: readonly Line[]): number {
  const gaps = lines.slice(1).flatMap((line, i) => (lines[i]!.y > line.y ? [lines[i]!.y - line.y] : []));
  gaps.sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? Number.POSITIVE_INFINITY;
}

function rounded(size: number): number {
  return Math.round(size * 2) / 2;
}
