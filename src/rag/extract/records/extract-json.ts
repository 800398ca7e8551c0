/** JSON and JSON lines -> lines that say where each value stands: `users[0].name: Ann`. Pure. */
import { AppError } from '../../../common/app-error.js';
import { type Extraction, MOST_TEXT } from '../extraction.js';
import { isTooDeep, jsonItems } from './json-items.js';

type Scalar = string | number | boolean | null;

/** Members of one record are put on one line up to this many characters. */
const RECORD_LINE = 600;

/** Undefined where the text is neither JSON nor JSON lines. Throws `parse_failed` for what is nested too deeply. */
export function extractJson(text: string): Extraction | undefined {
  const read = (items: Iterable<string>, mime: string): Extraction | undefined => {
    try {
      return { text: textOf(items), mime, layout: 'rows' };
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  };
  const isList = text.trimStart().startsWith('[');
  return (
    read(isList ? jsonItems(text) : [text], 'application/json') ??
    read(text.split('\n').filter(isFilled), 'application/x-ndjson')
  );
}

function textOf(items: Iterable<string>): string {
  const lines: string[] = [];
  let size = 0;
  let deep = false;
  for (const item of items) {
    // Refused only when all of it has turned out to be JSON: much that is no JSON has brackets in plenty.
    if (isTooDeep(item)) {
      deep = true;
      continue;
    }
    for (const line of walk(JSON.parse(item) as unknown, '')) {
      size += line.length + 1;
      if (size > MOST_TEXT) throw new AppError('document_too_large');
      lines.push(line);
    }
  }
  if (deep) throw new AppError('parse_failed', 'The JSON is nested too deeply.');
  return lines.join('\n');
}

function* walk(value: unknown, path: string): Generator<string> {
  const whole = isScalar(value) ? scalarText(value) : recordLine(value as object);
  if (whole === undefined) {
    const isList = Array.isArray(value);
    for (const [key, member] of Object.entries(value as object)) {
      yield* walk(member, isList ? `${path}[${key}]` : joined(path, key));
    }
  } else if (whole !== '') yield path === '' ? whole : `${path}: ${whole}`;
}

/** An object or list whose members are values, as one line; undefined where it holds more or is long. */
function recordLine(value: object): string | undefined {
  const isList = Array.isArray(value);
  const parts: string[] = [];
  let size = 0;
  for (const [key, member] of Object.entries(value)) {
    const text = isScalar(member) ? scalarText(member) : listText(member as object);
    if (text === undefined) return undefined;
    size += key.length + text.length + 4;
    if (size > RECORD_LINE) return undefined;
    if (text !== '') parts.push(isList ? text : `${key}: ${text}`);
  }
  return parts.join(isList ? ', ' : '; ');
}

function listText(value: object): string | undefined {
  if (!Array.isArray(value) || !value.every(isScalar)) return undefined;
  return value.map(scalarText).filter(Boolean).join(', ');
}

function joined(path: string, key: string): string {
  if (path === '') return key;
  return /^[\p{L}\p{N}_$-]+$/u.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value !== 'object';
}

function scalarText(value: Scalar): string {
  if (value === null) return '';
  return typeof value === 'string' ? value.trim().replace(/\s*\n\s*/g, ' ') : String(value);
}

function isFilled(line: string): boolean {
  return line.trim() !== '';
}
