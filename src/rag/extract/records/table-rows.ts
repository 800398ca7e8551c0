/** Rows of any table as text that still says what each cell is. Pure. */

const NUMBER = /^[\s\d.,%€$£+\-/:]+$/;

/** The first row, unless it holds data; then the columns are numbered. */
export function headersOf(first: readonly string[]): { headers: string[]; isHeader: boolean } {
  const cells = first.map(oneLine);
  const named = cells.filter((cell) => cell !== '');
  const isHeader = named.length > 0 && new Set(named).size === named.length && !named.some((cell) => NUMBER.test(cell));
  return { headers: cells.map((cell, i) => (isHeader && cell !== '' ? cell : `Column ${i + 1}`)), isHeader };
}

/** Empty cells say nothing and are left out. */
export function rowText(headers: readonly string[], cells: readonly string[]): string {
  const parts = cells.flatMap((cell, i) => {
    const value = oneLine(cell);
    return value === '' ? [] : [`${headers[i] ?? `Column ${i + 1}`}: ${value}`];
  });
  return parts.join('; ');
}

function oneLine(cell: string): string {
  return cell.replace(/\s+/g, ' ').trim();
}
