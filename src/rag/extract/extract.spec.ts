import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { harbourPdf, orchardDocx } from '../../../test/fixtures/build/documents.js';
import { docxOf } from '../../../test/fixtures/build/docx.js';
import { textPdf } from '../../../test/fixtures/build/pdf.js';
import { AppError } from '../../common/app-error.js';
import { extract } from './extract.js';

const read = (content: string | Uint8Array, name: string, more = {}) =>
  extract(Buffer.from(content), { name, ...more });
const textOf = async (content: string | Uint8Array, name: string, more = {}) => (await read(content, name, more)).text;
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'read',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
const deep = (inner: string) => `${'['.repeat(500)}${inner}${']'.repeat(500)}`;
const page = (body: string, head = '<title>T</title>') =>
  `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;

describe('extract', () => {
  it('keeps builders and files alike', () => {
    const file = (name: string) => readFileSync(resolve('test/fixtures/documents', name));
    expect(harbourPdf().equals(file('harbour.pdf'))).toBe(true);
    expect(orchardDocx().equals(file('orchard.docx'))).toBe(true);
  });

  it('gives the pages of a PDF as stretches of its text', async () => {
    const { text, pages } = await read(harbourPdf(), 'a.pdf');
    expect(pages!.map(({ page: n, start, end }) => [n, text.slice(start, end).split('\n')[0]])).toEqual([
      [1, '# Harbour handbook'],
      [2, '## Mooring'],
      [3, '## Signals'],
    ]);
    expect(pages!.map(({ end }) => end)).toEqual([...pages!.slice(1).map(({ start }) => start), text.length]);
    expect(text).toContain('whatever the weather, and signed by them afterwards.');
  });

  it.each(['\u200b\u200c\u2060 \ufeff\u00ad', '\ue000\ue001', '\u200e\u202c'])(
    'takes %j for no text: nothing of it could be read or found',
    async (text) => {
      expect(await codeOf(read(text, 'a.txt'))).toBe('no_text');
    },
  );

  it('reads a table whose quotes are inches, and one whose quote is never closed, line by line', async () => {
    expect(await textOf('Part,Size\nNut,"3"" wide"\nScrew,"2" long\nNail,1"\n', 'a.csv')).toBe(
      'Part: Nut; Size: "3"" wide"\nPart: Screw; Size: "2" long\nPart: Nail; Size: 1"',
    );
    expect(await textOf('Name;Note\nAnn;"gone\nBob;here\n', 'a.csv')).toBe(
      'Name: Ann; Note: "gone\nName: Bob; Note: here',
    );
  });

  it('reads a piece of a page as a page where its name says so', async () => {
    const piece = '<div><p>Kelp grows.</p><script>hidden()</script></div>';
    expect(await textOf(piece, 'kelp.html')).toBe('Kelp grows.');
    expect(await textOf(piece, 'kelp.txt')).toBe(piece);
  });

  it('counts pages without text', async () => {
    const { pages, text } = await read(textPdf([[{ text: 'One.' }], [], [{ text: 'Three.' }]]), 'a.pdf');
    expect(pages).toHaveLength(3);
    expect(text.slice(pages![2]!.start)).toBe('Three.');
  });

  it('reads headings, lists, tables and characters of a Word document', async () => {
    const blocks = [
      { heading: 'Böö & <Co>', level: 2 },
      { text: 'Ein Satz über Äpfel 🍏.' },
      {
        table: [
          ['Name', 'Size'],
          ['Ann', ''],
        ],
      },
    ];
    expect(await textOf(docxOf(blocks), 'a.docx')).toBe('## Böö & <Co>\n\nEin Satz über Äpfel 🍏.\n\n- Name: Ann');
  });

  it('leaves the furniture of a page out, and keeps what it says', async () => {
    const body = `<nav>Menu</nav><p>First &amp; <b>bold</b> line<br>second&nbsp;line.</p><ol><li>One<ul><li>Inner</li></ul></li></ol>
      <pre>a  b\n  c</pre><p hidden>never</p><script>x()</script><style>p{}</style><footer>Imprint</footer>`;
    expect(await textOf(page(body), 'a.html')).toBe(
      'First & bold line\nsecond line.\n\n- One\n\n- Inner\n\n```\na  b\n  c\n```',
    );
  });

  it('takes tables that only lay out a page for what they hold', async () => {
    const text = await textOf(
      page('<table><tr><td><p>One long text.</p></td></tr><tr><td>Two.</td></tr></table>'),
      'a.html',
    );
    expect(text).toBe('One long text.\n\nTwo.');
  });

  it.each([
    ['<meta charset="windows-1251">', Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]), {}, 'Привет'],
    ['', Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]), { charset: 'windows-1251' }, 'Привет'],
    ['', Buffer.from('caf\u00e9', 'latin1'), {}, 'café'],
    ['', Buffer.from('café 漢字'), {}, 'café 漢字'],
    ['<meta charset="utf-16">', Buffer.from('café 漢字'), {}, 'café 漢字'],
    ['<meta charset="unicode">', Buffer.from('caf\u00e9', 'latin1'), {}, 'café'],
    ['<meta charset="no-such-thing">', Buffer.from('café'), {}, 'café'],
  ])('decodes a page with "%s" by what is said or what fits', async (head, words, hint, wanted) => {
    const [before, after] = page('<p>@</p>', head).split('@');
    const bytes = Buffer.concat([Buffer.from(before!), words, Buffer.from(after!)]);
    expect(await textOf(bytes, 'a.html', hint)).toBe(wanted);
  });

  it('reads a page of any size, without a tree where it is large', async () => {
    const items = Array.from({ length: 40_000 }, (_, i) => `<li>Item ${i} &lt; ${i + 1}</li>`).join('');
    const text = await textOf(page(`<h2>List</h2><script>no</script><ul>${items}</ul>`), 'a.html');
    expect(text).toMatch(/^## List\n\n- Item 0 < 1\n\n- Item 1 < 2\n\n/);
    expect(text).not.toContain('no');
  });

  it.each([
    ['Name;Age\nAnn;9\n"B;o";10\n', 'Name: Ann; Age: 9\nName: B;o; Age: 10'],
    ['\ufeffa,b\r\n1,2\r\n', 'a: 1; b: 2'],
    ['1,2\n3,4\n', 'Column 1: 1; Column 2: 2\nColumn 1: 3; Column 2: 4'],
    ['a,b\n1,2,3\n4\n,,\n', 'a: 1; b: 2; Column 3: 3\na: 4'],
    ['a,b\n"two\nlines",x\n', 'a: two lines; b: x'],
    ['a,b\n', 'a; b'],
  ])('reads the rows of %j with their header', async (csv, wanted) => {
    expect(await read(csv, 'a.csv')).toMatchObject({ text: wanted, mime: 'text/csv', layout: 'rows' });
  });

  it.each([65_535, 65_536])('cuts no character in two that stands at unit %i of a table', async (at) => {
    const head = 'a,b\n';
    const text = await textOf(`${head}${'x'.repeat(at - head.length)}🙂,y\n`, 'a.csv');
    expect(text).toBe(`a: ${'x'.repeat(at - head.length)}🙂; b: y`);
  });

  it('takes lines without columns for plain text', async () => {
    expect(await read('just\nlines', 'a.csv')).toMatchObject({ text: 'just\nlines', mime: 'text/plain' });
  });

  it.each([
    ['{"a":{"b":[1,2],"c d":{"e":{"f":"x\\ny"}}}}', 'a.b: 1, 2\na["c d"].e: f: x y'],
    ['[{"a":1,"b":[{"c":null},{"c":"]"}]},{"a":"q\\"[,"}]', 'a: 1\nb[1]: c: ]\na: q"[,'],
    ['[]', undefined],
    ['"text"', undefined],
    ['{"a":1}\n{"a":2}\n', 'a: 1\na: 2'],
    ['[1,2', undefined],
    ['[1] and more', undefined],
    ['{not json', undefined],
    ['[1] Attention is all you need, see also [2]\n[2] BERT, see also [1]', undefined],
    ['[1] 2020 [2]', undefined],
    ['[1]{2}', undefined],
    ['[1}', undefined],
    ['[1]]', undefined],
  ])('reads %j by paths, or as it stands', async (json, wanted) => {
    if (json === '[]') return expect(await codeOf(read(json, 'a.json'))).toBe('no_text');
    const extraction = await read(json, 'a.json');
    expect(extraction.text).toBe(wanted ?? json);
    if (wanted === undefined) expect(extraction.mime).toBe('text/plain');
  });

  it.each([
    ['lists', deep('"]"')],
    ['objects', `[{"a":1},${'{"a":'.repeat(300)}[{},"{"]${'}'.repeat(300)},2]`],
    ['a line', `{"a":1}\n{"a":${deep('0')}}`],
  ])('refuses %s nested too deeply, where it is JSON', async (_, json) => {
    expect(await codeOf(read(json, 'a.json'))).toBe('parse_failed');
  });

  it.each([
    ['a coloured log', '[\u001b[90m12:00:01\u001b[39m] Starting\n'.repeat(300)],
    ['braces', '{'.repeat(300)],
    ['a word within', deep('x')],
    ['no end', `[${deep('')}, and more`],
    ['words behind it', `[${deep('')}, and more]`],
    ['words behind the list', `[${deep('')}] and more`],
    ['a list for a key', `{${deep('')}:1}`],
    ['a number before it', `[5${deep('')}]`],
    ['the wrong bracket', deep('{]')],
  ])('takes brackets without end for plain text where they are no JSON: %s', async (_, text) => {
    expect(await read(text, 'a.txt')).toMatchObject({ text, mime: 'text/plain' });
  });

  it('lets no U+0000 through, which a database cannot store, and keeps the length', async () => {
    expect(await textOf(String.raw`{"a\u0000":"b\u0000c"}`, 'a.json')).toBe('a\ufffd: b\ufffdc');
    const web = await read(page('<p>a\0b</p>', '<title>t\0u</title>'), 'a.html');
    expect(web).toMatchObject({ text: 'a\ufffdb', title: 't\ufffdu' });
  });

  it('knows languages by their names only where the bytes are text', async () => {
    expect(await read('def f():\n  pass', 'a.py')).toMatchObject({ mime: 'text/x-python', layout: 'code' });
    expect(await read('FROM x', 'Dockerfile')).toMatchObject({ layout: 'code' });
    expect(await read('# Title\r\n\r\nText.', 'a.md')).toMatchObject({ layout: 'markdown', text: '# Title\n\nText.' });
    expect(await codeOf(read(Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 1), 'a.py'))).toBe('unsupported_file_type');
  });
});
