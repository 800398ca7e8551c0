/** A stored file -> its text as a prompt can take it, or a sentence that says why there is none. */
import { AppError } from '../common/app-error.js';
import { decodeText, encodingOf } from '../platform/files/decode-text.js';
import { HEAD_BYTES } from '../platform/files/file-store.js';
import { sniffType } from '../platform/files/sniff-type.js';

/** What a file says to a prompt. */
export interface FileText {
  id: string;
  name: string;
  mime: string;
  /** The text; where the file is not readable, a sentence that says so, for the prompt. */
  text: string;
  readable: boolean;
  /** The text is the beginning only. */
  truncated: boolean;
}

interface File {
  id: string;
  name: string;
  mime: string;
  bytes: number;
}

/** Reads no more than the first `most` UTF-16 units need. */
export async function attachmentText(
  { id, name, mime, bytes: size }: File,
  content: AsyncIterable<Uint8Array>,
  most: number,
): Promise<FileText> {
  const file = { id, name, mime };
  const bytes = await beginning(content, Math.max(HEAD_BYTES, most * 4));
  const isWhole = bytes.length === size;
  const { isText } = await sniffType(bytes.subarray(0, HEAD_BYTES), isWhole && size <= HEAD_BYTES, name);
  if (!isText) return unreadable(file, `The attached file "${name}" (${mime}) cannot be read as text.`);
  try {
    const text = decodeText(isWhole ? bytes : wholeCharacters(bytes));
    const truncated = !isWhole || text.length > most;
    return { ...file, text: truncated ? cutText(text, most) : text, readable: true, truncated };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return unreadable(file, `The attached file "${name}" cannot be read: ${error.message}`);
  }
}

/** A sentence in place of the text. */
export function unreadable({ id, name, mime }: Omit<File, 'bytes'>, note: string): FileText {
  return { id, name, mime, text: `[${note}]`, readable: false, truncated: false };
}

async function beginning(content: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of content) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= most) break;
  }
  return Buffer.concat(parts).subarray(0, most);
}

/** The beginning, never half a character. */
export function cutText(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

/** Cuts off a character of which only the first bytes are there. */
function wholeCharacters(bytes: Buffer): Buffer {
  if (encodingOf(bytes) !== 'utf-8') return bytes.subarray(0, bytes.length - (bytes.length % 2));
  let lead = bytes.length - 1;
  while (lead > bytes.length - 4 && lead > 0 && (bytes[lead]! & 0xc0) === 0x80) lead--;
  return bytes[lead]! >= 0xc0 ? bytes.subarray(0, lead) : bytes;
}
