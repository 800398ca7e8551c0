/**
 * Formulas as models write them (`\(…\)`, `\[…\]`, `$$…$$`, `$…$`). They are shown as they were written: what reads them
 * as Markdown takes away their backslashes and stars.
 */
import type { MarkedExtension, TokenizerAndRendererExtension, Tokens } from 'marked';

const MARKS = [
  { open: '\\(', close: '\\)' },
  { open: '\\[', close: '\\]' },
  { open: '$$', close: '$$' },
  { open: '$', close: '$' },
] as const;
/** A longer one would be a text between two prices. */
const LONGEST = 1000;
/** Brackets are escaped, and prices are told, outside of formulas too. */
const SURE = /[\\^_{}]/;
const LIKELY = /[\\^_{}=+<>]/;

interface Formula {
  raw: string;
  text: string;
}

/** The formula that a text begins with. Pure. */
function formulaAt(text: string): Formula | undefined {
  for (const { open, close } of MARKS) {
    if (!text.startsWith(open)) continue;
    const end = text.slice(0, LONGEST).indexOf(close, open.length);
    const inside = end < 0 ? '' : text.slice(open.length, end);
    if (!inside.trim() || inside.includes('\n\n')) return undefined;
    const raw = text.slice(0, end + close.length);
    return isMeant(open, inside, text[raw.length]) ? { raw, text: inside.trim() } : undefined;
  }
  return undefined;
}

function isMeant(open: string, inside: string, next: string | undefined): boolean {
  if (open === '\\(') return true;
  if (open !== '$') return LIKELY.test(inside);
  return SURE.test(inside) && !/^\s|\s$|\n/.test(inside) && !/\d/.test(next ?? '');
}

function extension(name: string, level: 'block' | 'inline', tags: [string, string]): TokenizerAndRendererExtension {
  return {
    name,
    level,
    start: (text) => text.search(level === 'block' ? /\n(?:\\\[|\$\$)/ : /\\[([]|\$/),
    tokenizer(text): Tokens.Generic | undefined {
      if (level === 'block' && !/^(?:\\\[|\$\$)/.test(text)) return undefined;
      const found = formulaAt(text);
      if (!found) return undefined;
      const rest = /^[ \t]*(?:\n+|$)/.exec(text.slice(found.raw.length))?.[0];
      if (level === 'inline') return { type: name, ...found };
      return rest === undefined ? undefined : { type: name, raw: found.raw + rest, text: found.text };
    },
    renderer: ({ text }) => `${tags[0]}${escaped(text as string)}${tags[1]}`,
  };
}

export const formulas: MarkedExtension = {
  extensions: [
    extension('formulaBlock', 'block', ['<pre><code>', '</code></pre>']),
    extension('formula', 'inline', ['<code>', '</code>']),
  ],
};

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
