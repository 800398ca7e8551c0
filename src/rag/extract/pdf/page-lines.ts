/** The pieces of text of a page, as they were drawn -> its lines. Pure. */

/** A run of characters; `transform` is the PDF text matrix, whose last two numbers are where it stands. */
export interface TextPiece {
  str: string;
  transform: number[];
  width: number;
  height: number;
  hasEOL: boolean;
}

export interface Line {
  text: string;
  /** Height of its largest letters, in points. */
  size: number;
  /** Distance of its baseline from the bottom of the page. */
  y: number;
}

export function linesOf(pieces: readonly TextPiece[]): Line[] {
  const lines: Line[] = [];
  let open: (Line & { end: number }) | undefined;
  for (const { str, transform, width, height, hasEOL } of pieces) {
    const x = transform[4] ?? 0;
    const y = transform[5] ?? 0;
    const size = height || Math.abs(transform[3] ?? 0);
    if (open && str !== '' && Math.abs(y - open.y) > Math.max(size, open.size, 1) * 0.5) {
      lines.push(open);
      open = undefined;
    }
    if (!open) open = { text: '', size: 0, y, end: x };
    if (str !== '') {
      if (isApart(open, x, size, str)) open.text += ' ';
      open.text += str;
      if (str.trim() !== '') open.size = Math.max(open.size, size);
      open.end = x + width;
    }
    if (hasEOL) {
      lines.push(open);
      open = undefined;
    }
  }
  if (open) lines.push(open);
  return lines.map(({ text, size, y }) => ({ text: clean(text), size, y })).filter(({ text }) => text !== '');
}

/** Words that are only moved apart have no space between them. */
function isApart(open: { text: string; end: number }, x: number, size: number, str: string): boolean {
  return open.text !== '' && !/\s$/.test(open.text) && !/^\s/.test(str) && x - open.end > size * 0.2;
}

function clean(text: string): string {
  return text.replaceAll('\0', '').replace(/\s+/g, ' ').trim().normalize('NFC');
}
