/** Files made to break a reader, each with the ends it may come to. */
import { deflateSync, gzipSync } from 'node:zlib';
import { docxParts } from '../../fixtures/build/docx.js';
import { pdfOf, textPdf } from '../../fixtures/build/pdf.js';
import { zipOf } from '../../fixtures/build/zip.js';

export interface HostileFile {
  name: string;
  make(): Uint8Array;
  /** `ready`, or the code it fails with: as a state of the document or as an answer. */
  end: string | string[];
  /** Megabytes the server may grow by; 150 unless all of the file ends up in the index. */
  growth?: number;
}

const MB = 1024 * 1024;
const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>';
const ONE_PAGE = '<< /Type /Pages /Kids [3 0 R] /Count 1 >>';
const FONT = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
const PAGE =
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>';

const onePage = (stream: Uint8Array, dictionary = '/Filter /FlateDecode') =>
  pdfOf([CATALOG, ONE_PAGE, PAGE, FONT, { dictionary, stream }]);
const docx = (body: string, prolog?: string) => zipOf(docxParts(`<w:body>${body}</w:body>`, prolog));
const paragraph = (text: string) => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;
const line = (i: number) => ({ text: `Line ${i} says that value ${i * 7} was measured in sector ${i % 13} at noon.` });

const ENCRYPT =
  '<< /Filter /Standard /V 1 /R 2 /P -4 ' +
  `/O <${'28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a'}> ` +
  `/U <${'11'.repeat(32)}> >>`;

function formLoop(): Buffer {
  const form = '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >>';
  const page =
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Contents 5 0 R >>';
  const draw = (dictionary: string) => ({ dictionary, stream: Buffer.from('/X Do /X Do') });
  return pdfOf([CATALOG, ONE_PAGE, page, draw(form), draw('')]);
}

export const HOSTILE: HostileFile[] = [
  { name: 'empty.pdf', make: () => textPdf([[]]), end: 'no_text' },
  { name: 'nothing.pdf', make: () => Buffer.alloc(0), end: 'no_text' },
  { name: 'magic.pdf', make: () => Buffer.from('%PDF-1.7\n'), end: 'parse_failed' },
  { name: 'cut.pdf', make: () => textPdf([[line(1)], [line(2)]]).subarray(0, 300), end: 'parse_failed' },
  {
    name: 'encrypted.pdf',
    make: () =>
      pdfOf(
        [CATALOG, ONE_PAGE, PAGE, FONT, { dictionary: '', stream: Buffer.from('x') }, ENCRYPT],
        '/Root 1 0 R /Encrypt 6 0 R /ID [<00><00>]',
      ),
    end: 'parse_failed',
  },
  {
    name: 'pages-loop.pdf',
    make: () => pdfOf([CATALOG, '<< /Type /Pages /Kids [2 0 R] /Count 100000 >>']),
    end: ['parse_failed', 'document_too_large'],
  },
  { name: 'form-loop.pdf', make: formLoop, end: 'no_text' },
  {
    name: 'count.pdf',
    make: () => pdfOf([CATALOG, '<< /Type /Pages /Kids [] /Count 2000000000 >>']),
    end: ['no_text', 'parse_failed', 'document_too_large'],
  },
  {
    name: 'twice-packed.pdf',
    make: () => onePage(deflateSync(deflateSync(Buffer.alloc(400 * MB, ' '))), '/Filter [/FlateDecode /FlateDecode]'),
    end: 'document_too_large',
  },
  {
    name: 'drawing.pdf',
    make: () => onePage(deflateSync(Buffer.from('BT /F1 1 Tf (a) Tj ET\n'.repeat(3_000_000)))),
    end: 'document_too_large',
  },
  {
    name: 'hidden-filter.pdf',
    make: () =>
      pdfOf([
        CATALOG,
        ONE_PAGE,
        PAGE,
        FONT,
        { dictionary: '/Filter 6 0 R', stream: deflateSync(Buffer.alloc(600 * MB, ' ')) },
        '/FlateDecode',
      ]),
    end: ['document_too_large', 'no_text', 'parse_failed'],
  },
  {
    name: 'thousand.pdf',
    make: () => textPdf(Array.from({ length: 1000 }, (_, p) => Array.from({ length: 12 }, (_, i) => line(p * 12 + i)))),
    end: 'ready',
  },
  { name: 'bomb.docx', make: () => docx(paragraph('a'.repeat(200 * MB))), end: 'document_too_large' },
  {
    name: 'liar.docx',
    make: () =>
      zipOf(
        docxParts(`<w:body>${paragraph('a'.repeat(100 * MB))}</w:body>`).map((part) =>
          part.name === 'word/document.xml' ? { ...part, claimedSize: 1000 } : part,
        ),
      ),
    end: ['parse_failed', 'document_too_large'],
  },
  {
    name: 'entities.docx',
    make: () =>
      docx(paragraph('&c;'), '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'),
    end: 'parse_failed',
  },
  {
    name: 'file-entity.docx',
    make: () => docx(paragraph('&f;'), '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'),
    end: 'parse_failed',
  },
  {
    name: 'tags.docx',
    make: () =>
      docx(Array.from({ length: 200_000 }, (_, i) => paragraph(`word ${i * i} ${(i * 7919) % 104_729}`)).join('')),
    end: ['document_too_large', 'ready'],
  },
  {
    name: 'deep.docx',
    make: () => docx('<w:tbl><w:tr><w:tc>'.repeat(20_000) + '</w:tc></w:tr></w:tbl>'.repeat(20_000)),
    end: ['document_too_large', 'parse_failed'],
  },
  {
    name: 'many.docx',
    make: () =>
      zipOf([
        ...docxParts(`<w:body>${paragraph('x')}</w:body>`),
        ...Array.from({ length: 20_000 }, (_, i) => ({ name: `word/${i}.xml`, content: '<a/>' })),
      ]),
    end: 'document_too_large',
  },
  {
    name: 'cut.docx',
    make: () => docx(paragraph('x')).subarray(0, 600),
    end: ['parse_failed', 'unsupported_file_type'],
  },
  { name: 'archive.docx', make: () => zipOf([{ name: 'a.txt', content: 'hello' }]), end: 'unsupported_file_type' },
  { name: 'packed.txt', make: () => gzipSync(Buffer.alloc(300 * MB)), end: 'unsupported_file_type' },
  {
    name: 'program.txt',
    make: () => Buffer.from('7f454c4602010100000000000000000003003e0001000000', 'hex'),
    end: 'unsupported_file_type',
  },
  {
    name: 'latin.txt',
    make: () => Buffer.from('caf\u00e9 is coffee in the French language', 'latin1'),
    end: 'invalid_encoding',
  },
  { name: 'blank.txt', make: () => Buffer.from(' \n\t\n'), end: 'no_text' },
  {
    name: 'deep.html',
    make: () => Buffer.from(`<!doctype html>${'<div>'.repeat(200_000)}x`),
    end: ['ready', 'parse_failed', 'document_too_large'],
  },
  {
    name: 'nested.html',
    make: () => Buffer.from(`<!doctype html>${'<b>'.repeat(20_000)}x`),
    end: ['ready', 'parse_failed', 'document_too_large'],
  },
  {
    name: 'attributes.html',
    make: () => Buffer.from(`<!doctype html><body><p ${'a '.repeat(1_000_000)}>`),
    end: 'no_text',
  },
  {
    name: 'script.html',
    make: () => Buffer.from('<!doctype html><body><script>while(true){}</script>'),
    end: 'no_text',
  },
  { name: 'quote.csv', make: () => Buffer.from(`a,b\n"${'x,y\n'.repeat(1_000_000)}`), end: 'parse_failed' },
  { name: 'headings.md', make: () => Buffer.from('# a\n'.repeat(250_000)), end: 'ready' },
  { name: 'deep.json', make: () => Buffer.from('['.repeat(1_500_000) + ']'.repeat(1_500_000)), end: 'parse_failed' },
  // No JSON, and so a text like any other.
  { name: 'brackets.json', make: () => Buffer.from('['.repeat(3_000_000)), end: 'ready' },
  { name: 'nul.json', make: () => Buffer.from(String.raw`{"note":"one\u0000two"}`), end: 'ready' },
  { name: 'nul.html', make: () => Buffer.from('<!doctype html><title>a\0b</title><p>c\0d'), end: 'ready' },
  {
    name: 'big.json',
    make: () =>
      Buffer.from(JSON.stringify({ all: Array.from({ length: 200_000 }, (_, i) => ({ id: i, at: { x: i } })) })),
    end: ['ready', 'document_too_large'],
  },
  // The last: while those above are read, nothing of it is being merged in the index.
  { name: 'long.txt', make: () => Buffer.alloc(25 * MB, 'One line without an end '), end: 'ready', growth: 350 },
];
