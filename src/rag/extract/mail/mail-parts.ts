/** A mail, or a part of one -> its fields, its content, and the parts within. Sources: RFC 5322, 2045, 2046. Pure. */
import { AppError } from '../../../common/app-error.js';
import { fieldsOf, type MailFields, parameterField } from './mail-headers.js';
import { decodeTransfer } from './mail-text.js';

/** Parts of one mail, all levels together. */
const MOST_PARTS = 1000;
/** How deep parts may lie within parts. */
const DEEPEST = 20;

const LF = 0x0a;
const CR = 0x0d;

export interface MailPart {
  fields: MailFields;
  /** `text/plain`, in lower case. */
  type: string;
  charset?: string;
  /** Name of the file it is, where it says one. */
  name?: string;
  isAttachment: boolean;
  /** Empty unless it is a multipart. */
  parts: MailPart[];
  content(): Buffer;
}

export function readMail(bytes: Uint8Array): MailPart {
  const raw = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  // A byte order mark, and the line that mailboxes put before each mail.
  const [before = ''] = /^(?:\xef\xbb\xbf)?(?:From [^\n]{0,1000}\n)?/.exec(raw.toString('latin1', 0, 1010)) ?? [];
  return new MailReader().part(raw.subarray(before.length), 'text/plain', 0);
}

/** Works on the bytes where they are: a mail may be as large as a file may be, and is held once. */
class MailReader {
  private count = 0;

  part(raw: Buffer, usual: string, depth: number): MailPart {
    if (depth > DEEPEST) throw new AppError('parse_failed', 'The mail is nested too deeply.');
    if (++this.count > MOST_PARTS) throw new AppError('document_too_large', 'The mail has too many parts.');
    const { head, body } = cut(raw);
    const fields = fieldsOf(head.toString('latin1'));
    const { value, parameters } = parameterField(fields.get('content-type') ?? '');
    const type = value.includes('/') ? value : usual;
    const disposition = parameterField(fields.get('content-disposition') ?? '');
    const encoding = parameterField(fields.get('content-transfer-encoding') ?? '').value;
    const parts = type.startsWith('multipart/') ? between(body, parameters.get('boundary') ?? '') : [];
    const inner = type === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
    return {
      fields,
      // A multipart whose marks are missing is read as it stands.
      type: type.startsWith('multipart/') && parts.length === 0 ? 'text/plain' : type,
      charset: parameters.get('charset'),
      name: disposition.parameters.get('filename') ?? parameters.get('name'),
      isAttachment: disposition.value === 'attachment',
      parts: parts.map((part) => this.part(part, inner, depth + 1)),
      content: () => decodeTransfer(body, encoding),
    };
  }
}

/** At the first empty line. A part may begin with its content: then nothing stands before that. */
function cut(raw: Buffer): { head: Buffer; body: Buffer } {
  const first = lineEnd(raw, 0);
  if (first > 0) return { head: raw.subarray(0, 0), body: raw.subarray(first) };
  for (let at = raw.indexOf('\n'); at >= 0; at = raw.indexOf('\n', at + 1)) {
    const end = lineEnd(raw, at + 1);
    if (end > at + 1) return { head: raw.subarray(0, at), body: raw.subarray(end) };
  }
  return { head: raw, body: raw.subarray(raw.length) };
}

/** Behind the end of a line, where one ends here. */
function lineEnd(raw: Buffer, at: number): number {
  const end = raw[at] === CR ? at + 1 : at;
  return raw[end] === LF ? end + 1 : at;
}

/** What stands between the lines that part it; the last one goes to the end where no line closes it. */
function between(body: Buffer, boundary: string): Buffer[] {
  if (boundary === '') return [];
  const mark = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let from: number | undefined;
  const first = body.subarray(0, mark.length).equals(mark) ? 0 : next(body, mark, 0);
  for (let at = first; at >= 0; at = next(body, mark, at)) {
    const behind = body.toString('latin1', at + mark.length, at + mark.length + 80);
    const [line, closes] = /^(--)?[ \t]*(?:\r?\n|$)/.exec(behind) ?? [];
    if (line === undefined) continue;
    if (from !== undefined) parts.push(body.subarray(from, Math.max(from, startOfEnd(body, at))));
    from = at + mark.length + line.length;
    if (closes || parts.length > MOST_PARTS) return parts;
  }
  if (from !== undefined) parts.push(body.subarray(from));
  return parts;
}

function next(body: Buffer, mark: Buffer, after: number): number {
  const at = body.indexOf(Buffer.concat([Buffer.of(LF), mark]), after);
  return at < 0 ? -1 : at + 1;
}

/** The end of the line before a mark belongs to the mark. */
function startOfEnd(body: Buffer, at: number): number {
  return body[at - 2] === CR ? at - 2 : at - 1;
}
