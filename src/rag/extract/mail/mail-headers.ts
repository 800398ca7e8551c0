/** The fields at the head of a mail or of one of its parts. Sources: RFC 5322, 2045, 2047, 2231. Pure. */
import { decodeHex, decodeMailText } from './mail-text.js';

const FIELD = /^([!-9;-~]+)[ \t]*:(.*)$/s;
const WORD = /=\?([^?*\s]+)(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=/gi;
const BETWEEN_WORDS = /\?=\s+(?==\?[^?\s]+\?[bq]\?)/gi;
const PARAMETER = /;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g;
/** `filename*1*`: the second piece of a value, written with percent signs. */
const PIECE = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/;

/** By name in lower case, a byte a character; of several with one name the first. */
export type MailFields = ReadonlyMap<string, string>;

export interface ParameterField {
  /** In lower case. */
  value: string;
  parameters: ReadonlyMap<string, string>;
}

export function fieldsOf(head: string): MailFields {
  const fields = new Map<string, string>();
  for (const line of head.replace(/\r?\n(?=[ \t])/g, '').split(/\r?\n/)) {
    const [, name, value] = FIELD.exec(line) ?? [];
    if (name !== undefined && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value!.trim());
  }
  return fields;
}

/** What a field says to people: `=?utf-8?Q?Caf=C3=A9?=` -> `Café`. */
export function decodeWords(field: string): string {
  let text = '';
  let at = 0;
  /** Characters may be cut in two between words: neighbours of one charset are decoded together. */
  let open: { charset: string; bytes: string } | undefined;
  const close = () => {
    text += open ? decodeBytes(open.bytes, open.charset) : '';
    open = undefined;
  };
  const joined = field.replace(BETWEEN_WORDS, '?=');
  for (const { 0: whole, 1: charset, 2: kind, 3: word, index } of joined.matchAll(WORD)) {
    if (index > at || open?.charset !== charset) close();
    text += decodeBytes(joined.slice(at, index));
    open = { charset: charset!, bytes: (open?.bytes ?? '') + bytesOfWord(word!, kind!) };
    at = index + whole.length;
  }
  close();
  return (text + decodeBytes(joined.slice(at))).replace(/\s+/g, ' ').trim();
}

/** `attachment; filename="a.pdf"`, in each of the ways in which names are written. */
export function parameterField(field: string): ParameterField {
  const values = new Map<string, Map<number, { text: string; isPercent: boolean }>>();
  for (const [, key, quoted, plain] of field.matchAll(PARAMETER)) {
    const [, name, number = '0', percent] = PIECE.exec(key!.toLowerCase()) ?? [];
    if (name === undefined) continue;
    const text = quoted?.replace(/\\(.)/g, '$1') ?? plain!.replace(/\s\([^)]*\)\s*$/, '').trim();
    const pieces = values.get(name) ?? new Map<number, { text: string; isPercent: boolean }>();
    values.set(name, pieces.set(Number(number), { text, isPercent: percent !== undefined }));
  }
  const parameters = new Map([...values].map(([name, pieces]) => [name, valueOf([...pieces])]));
  return { value: (/^[^;\s(]*/.exec(field)?.[0] ?? '').toLowerCase(), parameters };
}

function valueOf(numbered: [number, { text: string; isPercent: boolean }][]): string {
  const pieces = numbered.sort(([a], [b]) => a - b).map(([, piece]) => piece);
  if (!pieces.some(({ isPercent }) => isPercent)) return decodeWords(pieces.map(({ text }) => text).join(''));
  const [charset] = /^[^']*(?='[^']*')/.exec(pieces[0]!.text) ?? [];
  const bytes = pieces.map(({ text, isPercent }, i) => {
    const told = i === 0 ? text.replace(/^[^']*'[^']*'/, '') : text;
    return isPercent ? decodeHex(told, /%([0-9a-f]{2})/gi) : told;
  });
  return decodeBytes(bytes.join(''), charset || undefined);
}

function bytesOfWord(word: string, kind: string): string {
  if (kind.toLowerCase() === 'b') return Buffer.from(word, 'base64').toString('latin1');
  return decodeHex(word.replaceAll('_', ' '), /=([0-9a-f]{2})/gi);
}

function decodeBytes(bytes: string, charset?: string): string {
  return decodeMailText(Buffer.from(bytes, 'latin1'), charset);
}
