/** Cuts a JSON list into its items without reading it whole, so that a long one takes the memory of one item. Pure. */

const DEEPEST = 200;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN = new Set([OPEN_LIST, 0x7b]);
const CLOSE = new Set([CLOSE_LIST, 0x7d]);

/**
 * The slices between the outermost commas, of one list or of several with white space between them. Throws a
 * SyntaxError where the text is no list; where an item is broken, its slice is no JSON.
 */
export function* jsonItems(text: string): Generator<string> {
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (OPEN.has(code)) {
      if (depth++ > 0) continue;
      if (code !== OPEN_LIST) throw new SyntaxError('This is no list.');
      refuseWords(text.slice(from, at));
      from = at + 1;
    } else if (depth === 1 && code === COMMA) {
      yield text.slice(from, at);
      from = at + 1;
    } else if (CLOSE.has(code)) {
      if (--depth > 0) continue;
      if (depth < 0 || code !== CLOSE_LIST) throw new SyntaxError('No list ends here.');
      if (text.slice(from, at).trim() !== '') yield text.slice(from, at);
      from = at + 1;
    }
  }
  if (depth !== 0) throw new SyntaxError('The list is not closed.');
  refuseWords(text.slice(from));
}

/** What stands before, between or behind lists would be lost: a text that has words there is no JSON. */
function refuseWords(between: string): void {
  if (between.trim() !== '') throw new SyntaxError('Words stand outside the list.');
}

/**
 * Whether JSON is nested deeper than is read: reading is recursive, and each level costs. Throws a SyntaxError for what
 * is nested as deep and no JSON, found without recursion: some levels at a time are parsed, from the innermost, and
 * leave an empty list in their place.
 */
export function isTooDeep(text: string): boolean {
  const outer: string[] = [];
  let inner = '';
  let from = 0;
  let depth = 0;
  let deep = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (OPEN.has(code)) {
      if (depth > 0 && depth % DEEPEST === 0) {
        outer.push(inner + text.slice(from, at));
        inner = '';
        from = at;
        deep = true;
      }
      depth++;
    } else if (CLOSE.has(code)) {
      depth--;
      if (depth > 0 && depth % DEEPEST === 0) {
        JSON.parse(inner + text.slice(from, at + 1));
        inner = `${outer.pop()}[]`;
        from = at + 1;
      }
    }
  }
  if (deep) JSON.parse(inner + text.slice(from));
  return deep;
}

function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
