/**
 * Bytes -> text, by what the bytes are. Runs in a worker thread: it may take long, take much memory or never end.
 * It must not know databases, users or queues.
 */
import { AppError } from '../../common/app-error.js';
import { decodeText } from '../../platform/files/decode-text.js';
import { HEAD_BYTES } from '../../platform/files/file-store.js';
import { sniffType } from '../../platform/files/sniff-type.js';
import { extractCsv } from './records/extract-csv.js';
import { extractJson } from './records/extract-json.js';
import { extractDocx } from './docx/extract-docx.js';
import { type Extraction, type ExtractionHint, MOST_TEXT } from './extraction.js';
import { extractHtml } from './html/extract-html.js';
import { extractMail } from './mail/extract-mail.js';
import { extractPdf } from './pdf/extract-pdf.js';
import { formatOf } from './format-of.js';
import { hasText } from '../has-text.js';
import { textFormatOf } from './text-format-of.js';

/** Mails attached to mails that are read. */
const DEEPEST = 10;

/** Throws an AppError that says why there is no text: `no_text`, `parse_failed`, `document_too_large`, … */
export async function extract(bytes: Uint8Array, hint: ExtractionHint): Promise<Extraction> {
  const extraction = storable(await read(bytes, hint));
  if (extraction.text.length > MOST_TEXT) throw new AppError('document_too_large');
  if (!hasText(extraction.text)) throw new AppError('no_text');
  return extraction;
}

/** Decoding takes care of U+0000 in plain text; escapes and other formats bring their own. See decodeText. */
function storable({ text, title, ...others }: Extraction): Extraction {
  const cleaned = { ...others, text: text.replaceAll('\0', '\ufffd') };
  return title === undefined ? cleaned : { ...cleaned, title: title.replaceAll('\0', '\ufffd') };
}

/** `depth`: how many mails this is attached to, one within the other. */
async function read(bytes: Uint8Array, hint: ExtractionHint, depth = 0): Promise<Extraction> {
  if (depth > DEEPEST) throw new AppError('parse_failed', 'Too many mails are attached to each other.');
  const head = bytes.subarray(0, HEAD_BYTES);
  const format = formatOf(await sniffType(head, head.length === bytes.length, hint.name), head);
  if (format === 'pdf') return extractPdf(bytes);
  if (format === 'zip') return extractDocx(bytes);
  if (format === 'html') return extractHtml(bytes, hint);
  if (format === 'mail') return extractMail(bytes, (attached, its) => read(attached, its, depth + 1));
  if (format !== 'text') throw new AppError('unsupported_file_type');
  return readText(decodeText(bytes).replace(/\r\n?/g, '\n'), hint);
}

function readText(text: string, { name }: ExtractionHint): Extraction | Promise<Extraction> {
  const { kind, mime } = textFormatOf(name, text);
  if (kind === 'csv') return extractCsv(text, mime);
  if (kind === 'json') return extractJson(text) ?? { text, mime: 'text/plain', layout: 'plain' };
  return { text, mime, layout: kind };
}
