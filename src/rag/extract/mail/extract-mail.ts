/** A mail -> who wrote what to whom, its text, and the text of what is attached as far as that can be read. */
import { AppError } from '../../../common/app-error.js';
import type { Extraction, ExtractionHint } from '../extraction.js';
import { extractHtml } from '../html/extract-html.js';
import { decodeWords, type MailFields } from './mail-headers.js';
import { type MailPart, readMail } from './mail-parts.js';
import { decodeMailText } from './mail-text.js';

const MAIL = 'message/rfc822';
/** A mail within a mail. */
const FORWARDED = /^message\/(?:rfc822|global)$/;
const TOLD = ['Subject', 'From', 'To', 'Cc', 'Date'];
/** They prove something to programs and say nothing. */
const SIGNATURE = /^application\/(?:pgp-signature|(?:x-)?pkcs7-signature)$/;
/** A plain text with so much less than its other form only says where to look. */
const STUB = 0.25;

/** Reads what is attached. Throws an AppError where that has no text. */
export type ReadAttached = (bytes: Uint8Array, hint: ExtractionHint) => Promise<Extraction>;

interface MailContent {
  texts: string[];
  attached: string[];
}

export async function extractMail(bytes: Uint8Array, read: ReadAttached): Promise<Extraction> {
  const mail = readMail(bytes);
  const { texts, attached } = await contentOf(mail, read);
  const title = decodeWords(mail.fields.get('subject') ?? '');
  const text = [toldBy(mail.fields), ...texts, ...attached].filter((part) => part !== '').join('\n\n');
  return { text, mime: MAIL, layout: 'plain', ...(title && { title }) };
}

function toldBy(fields: MailFields): string {
  const lines = TOLD.map((name) => [name, decodeWords(fields.get(name.toLowerCase()) ?? '')] as const);
  return lines.flatMap(([name, value]) => (value === '' ? [] : [`${name}: ${value}`])).join('\n');
}

async function contentOf(part: MailPart, read: ReadAttached): Promise<MailContent> {
  if (part.parts.length > 0) {
    const contents: MailContent[] = [];
    for (const inner of part.parts) contents.push(await contentOf(inner, read));
    const attached = contents.flatMap((content) => content.attached);
    const chosen = part.type === 'multipart/alternative' ? [alternative(part.parts, contents)] : contents;
    return { texts: chosen.flatMap(({ texts }) => texts), attached };
  }
  if (SIGNATURE.test(part.type)) return { texts: [], attached: [] };
  return isText(part) ? { texts: [textOf(part)], attached: [] } : attachmentOf(part, read);
}

/** One message in several forms: the plain one, where it says what the other says. */
function alternative(parts: readonly MailPart[], contents: readonly MailContent[]): MailContent {
  const ofType = (type: RegExp) =>
    contents.filter((_, i) => type.test(parts[i]!.type)).find((each) => lengthOf(each) > 0);
  const plain = ofType(/^text\/plain$/);
  const other = ofType(/^(?:text\/html|multipart\/.*)$/) ?? contents.find((each) => lengthOf(each) > 0);
  if (plain && (!other || lengthOf(plain) >= lengthOf(other) * STUB)) return plain;
  return other ?? { texts: [], attached: [] };
}

const lengthOf = ({ texts }: MailContent): number => texts.reduce((sum, text) => sum + text.length, 0);

function isText({ type, name, isAttachment }: MailPart): boolean {
  if (isAttachment || FORWARDED.test(type)) return false;
  if (type === 'text/plain' || type === 'text/html') return true;
  return name === undefined && /^(?:text|message)\//.test(type);
}

function textOf({ type, charset, content }: MailPart): string {
  if (type === 'text/html') return extractHtml(content(), { name: '', charset, isPage: false }).text;
  return decodeMailText(content(), charset).replace(/\r\n?/g, '\n').trim();
}

/** A picture without a name belongs to the page around it. */
async function attachmentOf(part: MailPart, read: ReadAttached): Promise<MailContent> {
  const isMail = FORWARDED.test(part.type);
  if (part.name === undefined && !part.isAttachment && !isMail) return { texts: [], attached: [] };
  const shown = part.name ?? (isMail ? 'message.eml' : part.type);
  const name = isMail && !shown.endsWith('.eml') ? `${shown}.eml` : shown;
  try {
    const { text } = await read(bytesOf(part), { name, charset: part.charset });
    return { texts: [], attached: [`Attachment: ${shown}`, text] };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { texts: [], attached: [`Attachment, not read: ${shown}`] };
  }
}

/** Plain text is read as UTF-8 where nothing in it says otherwise; what does is here only. */
function bytesOf({ type, charset, content }: MailPart): Uint8Array {
  const isPlain = type.startsWith('text/') && type !== 'text/html';
  const bytes = isPlain ? Buffer.from(decodeMailText(content(), charset)) : content();
  // A small Buffer is a window on memory shared with others, which readers of PDFs cannot take over.
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
