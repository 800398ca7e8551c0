/** The rows of a table of data as lines; tables that only lay out a page are none. */
import { headersOf, rowText } from '../records/table-rows.js';
import { type DomElement, isElement, nameOf } from './dom.js';

/** A cell with more than this is running text in a frame, not data. */
const LONGEST_CELL = 1500;

/** Undefined where the table is for layout: tables inside, one column, one row, or cells full of text. */
export function tableLines(table: DomElement): string[] | undefined {
  if (table.querySelector('table')) return undefined;
  const rows = [...table.querySelectorAll('tr')].map(cellsOf).filter((cells) => cells.some(({ text }) => text !== ''));
  const [first, ...others] = rows;
  if (!first || others.length === 0 || Math.max(...rows.map(({ length }) => length)) < 2) return undefined;
  if (rows.some((cells) => cells.some(({ text }) => text.length > LONGEST_CELL))) return undefined;
  const isNamed = first.every(({ isHeader }) => isHeader);
  const { headers, isHeader } = isNamed
    ? { headers: first.map(({ text }, i) => text || `Column ${i + 1}`), isHeader: true }
    : headersOf(first.map(({ text }) => text));
  const lines = (isHeader ? others : rows).map((cells) =>
    rowText(
      headers,
      cells.map(({ text }) => text),
    ),
  );
  const caption = textOf(table.querySelector('caption'));
  return caption === '' ? lines : [caption, ...lines];
}

function cellsOf(row: DomElement): { text: string; isHeader: boolean }[] {
  const cells: { text: string; isHeader: boolean }[] = [];
  for (const cell of row.childNodes) {
    if (!isElement(cell) || !['td', 'th'].includes(nameOf(cell))) continue;
    cells.push({ text: textOf(cell), isHeader: nameOf(cell) === 'th' });
  }
  return cells;
}

function textOf(element: DomElement | null): string {
  return (element?.textContent ?? '').replace(/\s+/g, ' ').trim();
}
