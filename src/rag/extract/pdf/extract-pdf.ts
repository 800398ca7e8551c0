/** A PDF -> its text page by page. Encrypted, broken and endless ones end as errors or with the thread they run in. */
import { getDocumentProxy } from 'unpdf';
import { AppError } from '../../../common/app-error.js';
import { type Extraction, MOST_TEXT, type PageSpan } from '../extraction.js';
import { checkStreams } from './check-streams.js';
import { type Line, linesOf, type TextPiece } from './page-lines.js';
import { pageText, typeSizes } from './page-text.js';

const MOST_PAGES = 10_000;
/** Between pages, so that no passage begins on one and ends on the next. */
const BREAK = '\n\n';

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

export async function extractPdf(bytes: Uint8Array): Promise<Extraction> {
  checkStreams(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const pdf = await open(bytes);
  try {
    if (pdf.numPages > MOST_PAGES) throw new AppError('document_too_large', `A PDF may have ${MOST_PAGES} pages.`);
    const pages = await linesOfPages(pdf);
    return { ...joined(pages), mime: 'application/pdf', layout: 'markdown' };
  } catch (error) {
    throw asParseError(error);
  } finally {
    await pdf.destroy();
  }
}

async function open(bytes: Uint8Array): Promise<Pdf> {
  try {
    return await getDocumentProxy(plain(bytes), { verbosity: 0, stopAtErrors: false, maxImageSize: 0 });
  } catch (error) {
    throw asParseError(error);
  }
}

async function linesOfPages(pdf: Pdf): Promise<Line[][]> {
  const pages: Line[][] = [];
  let size = 0;
  for (let n = 1; n <= pdf.numPages; n++) {
    const page = await pdf.getPage(n);
    const { items } = await page.getTextContent();
    page.cleanup();
    const lines = linesOf(items.filter((item) => 'str' in item) as TextPiece[]);
    for (const { text } of lines) size += text.length;
    if (size > MOST_TEXT) throw new AppError('document_too_large');
    pages.push(lines);
  }
  return pages;
}

function joined(pages: readonly Line[][]): { text: string; pages: PageSpan[] } {
  const sizes = typeSizes(pages.flat());
  const spans: PageSpan[] = [];
  const texts: string[] = [];
  let at = 0;
  for (const [i, lines] of pages.entries()) {
    const text = pageText(lines, sizes) + (i < pages.length - 1 ? BREAK : '');
    spans.push({ page: i + 1, start: at, end: at + text.length });
    texts.push(text);
    at += text.length;
  }
  return { text: texts.join(''), pages: spans };
}

function asParseError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { name, message } = error as Error;
  if (name === 'PasswordException') {
    return new AppError('parse_failed', 'The PDF is encrypted; send it without a password.', { cause: error });
  }
  return new AppError('parse_failed', `The PDF is damaged: ${message}`.slice(0, 300), { cause: error });
}

/** The library refuses Buffers. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}
