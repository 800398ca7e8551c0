/** A page too large for a tree -> its text, in passes over the characters. Pure. */

const DROPPED = /<!--[\s\S]*?(?:-->|$)|<(title|script|style|noscript|template|svg|select)\b[\s\S]*?(?:<\/\1\s*>|$)/gi;
const HEADING = /<h([1-6])\b[^>]*>/gi;
const ITEM = /<li\b[^>]*>/gi;
const BLOCK =
  /<\/?(?:address|article|aside|blockquote|body|dd|div|dl|dt|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|tr|ul)\b[^>]*>/gi;
const TAG = /<\/?[a-z][^>]*>?|<![^>]*>?/gi;
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

export function stripTags(html: string): string {
  return html
    .replace(DROPPED, ' ')
    .replace(/\s+/g, ' ')
    .replace(HEADING, (_, level: string) => `\n\n${'#'.repeat(Number(level))} `)
    .replace(ITEM, '\n\n- ')
    .replace(BLOCK, '\n\n')
    .replace(/<br\b[^>]*>/gi, '\n')
    .replace(TAG, ' ')
    .replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,5}));/gi, character)
    .replace(/ *\n */g, '\n')
    .replace(/ {2,}/g, ' ')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function character(whole: string, decimal?: string, hexadecimal?: string, name?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
  const code = decimal === undefined ? Number.parseInt(hexadecimal!, 16) : Number(decimal);
  return code > 31 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : ' ';
}
