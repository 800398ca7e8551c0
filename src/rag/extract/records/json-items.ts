/** Cuts a JSON list into its items without reading it whole, so that a long one takes the memory of one item. Pure. */
import { AppError } from '../../../common/app-error.js';

const DEEPEST = 200;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);

/** The slices between the outermost commas. Where the text is no list, or is broken, some slice is no JSON. */
export function* jsonItems(text: string): Generator<string> {
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (OPEN.has(code)) {
      if (depth++ === 0) from = at + 1;
    } else if (CLOSE.has(code)) depth--;
    if (depth === 1 && code === COMMA) {
      yield text.slice(from, at);
      from = at + 1;
    } else if (depth === 0 && CLOSE.has(code)) {
      if (text.slice(from, at).trim() !== '') yield text.slice(from, at);
      from = at + 1;
    }
  }
  // A list that is not closed is no list: the whole of it fails to be read.
  if (depth !== 0) yield text;
  else if (text.slice(from).trim() !== '') yield text.slice(from);
}

/** Before anything reads it: parsers are recursive, and each level costs them. Throws `parse_failed`. */
export function refuseDeepJson(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (OPEN.has(code) && ++depth > DEEPEST) throw new AppError('parse_failed', 'The JSON is nested too deeply.');
    else if (CLOSE.has(code)) depth--;
  }
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
