import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chunkTokens } from './chunk-tokens.js';
import { CHUNK_SIZES, chunksOf } from './chunks.js';

/** Without the places at which a caller may pause. */
const spans = <T>(found: Iterable<T | undefined>) => [...found].filter((one) => one !== undefined);
const cut = (text: string, markdown = true) =>
  spans(chunksOf(text, { layout: markdown ? 'markdown' : 'plain' })).map((chunk) => ({
    ...chunk,
    text: text.slice(chunk.start, chunk.end),
  }));
const words = (count: number, word = 'word') => `${Array.from({ length: count }, (_, i) => `${word}${i}`).join(' ')}.`;
const sentences = (count: number) =>
  Array.from({ length: count }, (_, i) => `This is sentence number ${i} and it says something.`).join(' ');

describe('chunksOf', () => {
  it('gives nothing for nothing', () => {
    expect(cut('')).toEqual([]);
    expect(cut(' \n\t\r\n\u3000')).toEqual([]);
  });

  it('keeps a short text whole, without the white space around it', () => {
    expect(cut('\n\n  One.\n\nTwo.  \n')).toEqual([{ start: 4, end: 14, heading: null, text: 'One.\n\nTwo.' }]);
    expect(cut('# Rules\n\nBe kind.')).toMatchObject([{ heading: 'Rules', text: '# Rules\n\nBe kind.' }]);
  });

  it('cuts at headings and tells their path', () => {
    const text = `# A\n\n## B\n\n${words(150)}\n\n## C\n\n${words(150)}\n\n### D\n\n${words(150)}\n`;
    expect(cut(text).map(({ heading, text: body }) => [heading, body.slice(0, 5)])).toEqual([
      ['A › B', '# A\n\n'],
      ['A › C', '## C\n'],
      ['A › C › D', '### D'],
    ]);
  });

  it('knows headings that are underlined', () => {
    const text = `Title\n=====\n\n${words(200)}\n\nPart\n----\n\n${words(190)}`;
    expect(cut(text).map(({ heading }) => heading)).toEqual(['Title', 'Title › Part']);
  });

  it('puts short sections together under the heading they share', () => {
    const text = `# Glossary\n${Array.from({ length: 90 }, (_, i) => `\n## Term ${i}\n\nA short meaning of it.\n`).join('')}`;
    const chunks = cut(text);
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.length).toBeLessThan(15);
    for (const chunk of chunks) expect(chunk.heading?.startsWith('Glossary')).toBe(true);
  });

  it('takes # for a comment in source code', () => {
    const text = `# not a heading\n${words(700)}`;
    expect(cut(text, false).every(({ heading }) => heading === null)).toBe(true);
  });

  it('keeps fenced code together and cuts it at lines when it is too long', () => {
    const code = `\`\`\`ts\n# no heading\n\n${Array.from({ length: 200 }, (_, i) => `const value${i} = compute(${i});`).join('\n')}\n\`\`\``;
    const chunks = cut(`# H\n\nIntro.\n\n${code}\n\nOutro. ${sentences(20)}`);
    expect(chunks.length).toBeGreaterThan(4);
    for (const { text, heading } of chunks) {
      expect(heading).toBe('H');
      expect(text).not.toMatch(/^ue\d|const val$/);
    }
  });

  it('repeats a sentence where a paragraph had to be cut, and nowhere else', () => {
    const running = cut(sentences(100));
    for (let i = 1; i < running.length; i++) expect(running[i]!.start).toBeLessThan(running[i - 1]!.end);
    const structured = cut(Array.from({ length: 100 }, (_, i) => `Paragraph ${i} has a few words in it.`).join('\n\n'));
    expect(structured.length).toBeGreaterThan(2);
    for (let i = 1; i < structured.length; i++) expect(structured[i]!.start).toBeGreaterThan(structured[i - 1]!.end);
  });

  it.each([
    ['one line without an end', 'x'.repeat(20_000)],
    ['Chinese without a stop', '漢字'.repeat(5_000)],
    ['emoji', '🙂'.repeat(3_000)],
    ['a heading of a megabyte', `# ${'y'.repeat(20_000)}`],
    ['a table', Array.from({ length: 500 }, (_, i) => `| ${i} | cell |`).join('\n')],
    ['an open fence', `\`\`\`\n${words(2000)}`],
    ['nothing but headings', '# ab\n'.repeat(3000)],
    [
      'headings that grow deeper',
      Array.from({ length: 900 }, (_, i) => `${'#'.repeat((i % 6) + 1)} ${words(9)}`).join('\n'),
    ],
    ['headings over one sentence', `${'## Term\n'.repeat(900)}\nOne sentence.`],
    ['blank lines between paragraphs', `One.${'\n'.repeat(9000)}Two.`],
    ['blank lines within code', `\`\`\`\none();${'\n'.repeat(9000)}two();\n\`\`\``],
  ])('bounds every chunk of %s', (_, text) => {
    const chunks = cut(text);
    expect(chunks.length).toBeGreaterThan(1);
    for (const chunk of chunks) expect(chunkTokens(chunk.text)).toBeLessThanOrEqual(CHUNK_SIZES.most);
  });

  it('leaves headings with the paragraph they stand over, unless they are many', () => {
    const body = `${words(200)}`;
    expect(chunkTokens(body)).toBeLessThanOrEqual(CHUNK_SIZES.most);
    const few = cut(`# Title\n\n${body}\n\n${body}`);
    expect(few.map(({ text }) => text.slice(0, 3))).toEqual(['# T', 'wor']);
    const many = cut(`${'# Title\n'.repeat(190)}\n${body}`);
    expect(many.map(({ heading, text }) => [heading, text.slice(0, 3)])).toEqual([
      ['Title', '# T'],
      ['Title', 'wor'],
    ]);
  });

  it('cuts a megabyte of headings in one pass', () => {
    const since = performance.now();
    expect(cut('# a\n'.repeat(250_000)).length).toBeGreaterThan(600);
    // Seconds where a machine is busy; a sum over all that waits, at every heading, took minutes.
    expect(performance.now() - since).toBeLessThan(10_000);
  });

  it('covers every character that is not white space, in order, cutting no character in two', () => {
    const line = fc.oneof(
      fc.constantFrom('', '', '# One', '## Two', '```', '| a | b |', '- item', '1. first', '===', '---', '\t', '\r'),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.nat(300).map((n) => sentences(n)),
      fc.nat(2000).map((n) => '漢🙂'.repeat(n)),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40 }), fc.boolean(), (lines, markdown) => {
        const text = lines.join('\n');
        let covered = 0;
        let start = -1;
        for (const chunk of cut(text, markdown)) {
          expect(chunk.start).toBeGreaterThan(start);
          expect(chunk.text).not.toBe('');
          expect(chunk.text).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
          if (chunk.start > covered) expect(text.slice(covered, chunk.start).trim()).toBe('');
          start = chunk.start;
          covered = Math.max(covered, chunk.end);
        }
        expect(text.slice(covered).trim()).toBe('');
      }),
      { numRuns: 200 },
    );
  });
});
