/**
 * The readable text of a web page, in one pass over its tags: no tree is built, so that the largest page costs
 * milliseconds. What is not content (scripts, navigation, forms) is left out. Pure.
 */

/** With everything inside them. */
const LEFT_OUT = new Set('title noscript template svg nav footer aside iframe button select'.split(' '));
/** Hold no tags: all up to their end is theirs. */
const RAW = new Set(['script', 'style', 'textarea']);
const BLOCKS = new Set(
  'p div section article main h1 h2 h3 h4 h5 h6 li ul ol tr table blockquote pre br hr dt dd figure'.split(' '),
);
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  laquo: '«',
  raquo: '»',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  szlig: 'ß',
  eacute: 'é',
  copy: '©',
  euro: '€',
};

export interface PageText {
  title: string;
  text: string;
}

export function htmlText(html: string): PageText {
  const title = /<title[^>]{0,200}>([^<]{0,500})/i.exec(html)?.[1] ?? '';
  const pieces: string[] = [];
  let skipping: string | undefined;
  let depth = 0;
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      if (!skipping) pieces.push(html.slice(at));
      break;
    }
    if (!skipping) pieces.push(html.slice(at, open));
    const tag = tagAt(html, open);
    at = tag.end;
    if (RAW.has(tag.name) && !tag.closes) at = endOfRaw(html, tag.name, at);
    else if (skipping) {
      if (tag.name === skipping) depth += tag.closes ? -1 : 1;
      if (depth === 0) skipping = undefined;
    } else if (LEFT_OUT.has(tag.name) && !tag.closes) {
      skipping = tag.name;
      depth = 1;
    } else if (BLOCKS.has(tag.name)) pieces.push('\n');
  }
  return { title: tidy(decoded(title)), text: tidy(decoded(pieces.join(''))) };
}

function tagAt(html: string, open: number): { name: string; closes: boolean; end: number } {
  if (html.startsWith('<!--', open)) return { name: '', closes: false, end: endOf(html, '-->', open + 4) };
  const closes = html[open + 1] === '/';
  const name = /^[a-z][a-z0-9]{0,20}/i.exec(html.slice(open + (closes ? 2 : 1), open + 24))?.[0].toLowerCase() ?? '';
  return { name, closes, end: endOf(html, '>', open + 1) };
}

function endOfRaw(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}`, 'gi');
  closing.lastIndex = from;
  const found = closing.exec(html);
  return found ? endOf(html, '>', found.index) : html.length;
}

function endOf(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name) return NAMED[(name as string).toLowerCase()] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex as string, 16);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '\ufffd';
  });
}

function tidy(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join('\n');
}
