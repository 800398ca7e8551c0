/** What a file really is, by its first bytes. Names only tell apart what looks alike: kinds of plain text. */
import { fileTypeFromBuffer } from 'file-type';
import { encodingOf } from './decode-text.js';

/** Kinds of plain text by the end of the name; everything else that is text is text/plain. */
const TEXT_TYPES: Readonly<Record<string, string>> = {
  md: 'text/markdown',
  markdown: 'text/markdown',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  ndjson: 'application/x-ndjson',
};

/** Written in plain characters, yet not to be read as they stand. */
const NEEDS_PARSER = new Set(['application/pdf', 'application/rtf', 'application/postscript']);

/** Characters no text has, or that decoding puts where the bytes made no sense. */
const STRANGE = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g;

/** The line a mailbox puts before a mail, then its first fields; a field may go on in lines that begin with a space. */
const FIELDS = /^(?:From [^\n]*\n)?((?:[!-9;-~]+[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*){2,})/;
/** Fields every mail has, whoever wrote it; and those that programs put in. */
const BY_PEOPLE = /^(?:from|to|subject|date):/im;
const BY_PROGRAMS = /^(?:message-id|mime-version|received|return-path):/im;

export interface SniffedType {
  mime: string;
  /** Whether it is plain text that can be read as it is. */
  isText: boolean;
}

/** `head` is the beginning of the file, `whole` tells that nothing comes after it. */
export async function sniffType(head: Uint8Array, whole: boolean, name: string): Promise<SniffedType> {
  const known = (await fileTypeFromBuffer(head))?.mime;
  const text = textOf(head, whole);
  const strange = text?.match(STRANGE)?.length ?? 0;
  // A magic number of two letters ("BM", "MZ") also begins many a text: it counts where something else is odd as well.
  if (text === undefined || strange > text.length * 0.1 || (known && strange)) {
    return { mime: known ?? 'application/octet-stream', isText: false };
  }
  if (known && NEEDS_PARSER.has(known)) return { mime: known, isText: false };
  if (/^\s*(?:<!doctype html|<html[\s>])/i.test(text)) return { mime: 'text/html', isText: false };
  // A piece of a page looks like other markup.
  if (/\.x?html?$/i.test(name) && /^\s*<[a-z!?]/i.test(text)) return { mime: 'text/html', isText: false };
  if (isMail(text, name)) return { mime: 'message/rfc822', isText: true };
  const extension = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return { mime: TEXT_TYPES[extension] ?? 'text/plain', isText: true };
}

/** RFC 5322: named fields and an empty line. Notes may begin like that, too: without a name they need what no person writes. */
function isMail(text: string, name: string): boolean {
  const fields = FIELDS.exec(text)?.[1];
  if (fields === undefined || !BY_PEOPLE.test(fields)) return false;
  return /\.eml$/i.test(name) || (/^from:/im.test(fields) && BY_PROGRAMS.test(fields));
}

/** The head as text. Broken UTF-8 gives U+FFFD, not undefined: a text that is merely damaged is reported when it is read. */
function textOf(head: Uint8Array, whole: boolean): string | undefined {
  const encoding = encodingOf(head);
  if (encoding === 'utf-8' && head.includes(0)) return undefined;
  return new TextDecoder(encoding).decode(head, { stream: !whole });
}
