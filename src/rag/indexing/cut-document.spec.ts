import { describe, expect, it } from '@jest/globals';
import type { Layout } from '../chunking/blocks-in.js';
import { cutDocument } from './cut-document.js';

const LINES = 4_000_000;

describe('cutDocument', () => {
  it('numbers the chunks and tells their pages', async () => {
    const text = 'Page one.\n\nPage two.';
    const pages = [
      { page: 1, start: 0, end: 11 },
      { page: 2, start: 11, end: text.length },
    ];
    const chunks = await cutDocument({ text, layout: 'markdown', pages, isStored: true }, new AbortController().signal);
    expect(chunks.map(({ ordinal, page, text: words }) => [ordinal, page, words])).toEqual([
      [0, 1, 'Page one.'],
      [1, 2, 'Page two.'],
    ]);
  });

  it.each<[string, Layout, string]>([
    ['headings', 'markdown', '# a\n'.repeat(200_000)],
    ['blank lines', 'markdown', `a${'\n'.repeat(LINES)}b`],
    ['blank lines of a table', 'rows', `a${'\n'.repeat(LINES)}b`],
    ['lines of one paragraph', 'plain', 'a\n'.repeat(LINES / 4)],
    ['lines of code without a symbol', 'code', 'a\n'.repeat(LINES / 4)],
    ['blank lines within a fence', 'markdown', `\`\`\`\na${'\n'.repeat(LINES)}b\n\`\`\``],
  ])('lets others go on while it reads nothing but %s', async (_, layout, text) => {
    // Whoever waits is heard within a slice or two, long before the end of the text.
    const stop = new AbortController();
    setImmediate(() => stop.abort(new Error('heard')));
    await expect(cutDocument({ text, layout, isStored: true }, stop.signal)).rejects.toThrow('heard');
  });
});
