/** A table in text -> one line a row, each saying what its cells are: `Header: value; Header: value`. */
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { AppError } from '../../../common/app-error.js';
import { type Extraction, MOST_TEXT } from '../extraction.js';
import { delimiterOf } from './delimiter.js';
import { headersOf, rowText } from './table-rows.js';

/** UTF-16 units handed to the parser at once, and at most in one row. */
const SLICE = 65_536;
const LONGEST_ROW = 1_000_000;

/** Where quotes make no sense (inches, one that is never closed) they are letters like others, and each line is a row. */
export async function extractCsv(text: string, mime: string): Promise<Extraction> {
  try {
    return { text: await rowsOf(text, true), mime, layout: 'rows' };
  } catch (error) {
    if (error instanceof AppError) throw error;
    if ((error as { code?: string }).code === TOO_LONG) throw tooLong(error);
  }
  try {
    return { text: await rowsOf(text, false), mime, layout: 'rows' };
  } catch (error) {
    throw error instanceof AppError ? error : tooLong(error);
  }
}

const TOO_LONG = 'CSV_MAX_RECORD_SIZE';

function tooLong(cause: unknown): AppError {
  return new AppError('parse_failed', 'The table cannot be read: a row is too long, or a quote is not closed.', {
    cause,
  });
}

async function rowsOf(text: string, quoted: boolean): Promise<string> {
  const parser = parse({
    delimiter: delimiterOf(text) ?? ',',
    bom: true,
    quote: quoted && '"',
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: LONGEST_ROW,
  });
  const lines: string[] = [];
  let headers: string[] | undefined;
  let size = 0;
  for await (const record of Readable.from(slices(text)).pipe(parser) as AsyncIterable<string[]>) {
    if (headers === undefined) {
      const found = headersOf(record);
      headers = found.headers;
      if (found.isHeader) continue;
    }
    const line = rowText(headers, record);
    size += line.length + 1;
    if (size > MOST_TEXT) throw new AppError('document_too_large');
    if (line !== '') lines.push(line);
  }
  return lines.join('\n') || (headers ?? []).join('; ');
}

/** Each is encoded by itself: none ends within a surrogate pair. */
function* slices(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    const isLow = (text.charCodeAt(at + SLICE) & 0xfc00) === 0xdc00;
    const to = at + SLICE + (isLow ? 1 : 0);
    yield text.slice(at, to);
    at = to;
  }
}
