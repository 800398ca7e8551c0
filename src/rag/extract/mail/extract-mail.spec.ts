import { describe, expect, it } from '@jest/globals';
import { textPdf } from '../../../../test/fixtures/build/pdf.js';
import { AppError } from '../../../common/app-error.js';
import { extract } from '../extract.js';

const BASE64 = 'Content-Transfer-Encoding: base64';
const mail = (...lines: string[]) => Buffer.from(lines.join('\r\n'), 'latin1');
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');
const read = (bytes: Uint8Array, name = 'a.eml') => extract(bytes, { name });
const textOf = async (...lines: string[]) => (await read(mail(...lines))).text;
const bodyOf = async (...lines: string[]) => (await textOf('Subject: s', 'MIME-Version: 1.0', ...lines)).slice(12);
const multipart = (kind: string, parts: string[][], mark = 'b') => [
  `Content-Type: multipart/${kind}; boundary="${mark}"`,
  '',
  'This is a multi-part message in MIME format.',
  ...parts.flatMap((part) => [`--${mark}`, ...part]),
  `--${mark}--`,
  'behind it',
];
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'read',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );

describe('a mail', () => {
  it('says who wrote what to whom, and its words as they were written', async () => {
    const bytes = mail(
      'Received: from a by b;',
      '\tMon, 1 Sep 2025 10:00:00 +0200',
      'From: =?utf-8?Q?B=C3=BCro?= <office@example.org>',
      'To: harbour@example.org,',
      ' ferry@example.org',
      'Subject: =?UTF-8?B?8J+agiBGw6RocmU=?= =?utf-8?q?_f=C3=A4llt_aus?=',
      'Date: Mon, 1 Sep 2025 10:00:00 +0200',
      'Content-Type: text/plain; charset=utf-8',
      BASE64,
      '',
      base64('Die Fähre fährt am Sonntag nicht.\r\n\r\nBitte weitersagen 🙂\r\n'),
    );
    expect(await read(bytes)).toEqual({
      text:
        'Subject: 🚂 Fähre fällt aus\nFrom: Büro <office@example.org>\nTo: harbour@example.org, ferry@example.org\n' +
        'Date: Mon, 1 Sep 2025 10:00:00 +0200\n\nDie Fähre fährt am Sonntag nicht.\n\nBitte weitersagen 🙂',
      title: '🚂 Fähre fällt aus',
      mime: 'message/rfc822',
      layout: 'plain',
    });
  });

  it.each([
    ['quoted-printable', 'utf-8', 'Caf=C3=A9 =\r\nau lait =3D 3 =E2=82=AC  \r\nnext=20', 'Café au lait = 3 €\nnext'],
    ['QUOTED-PRINTABLE', 'iso-8859-1', 'Caf=e9', 'Café'],
    ['8bit', 'windows-1251', '\xcf\xf0\xe8\xe2\xe5\xf2', 'Привет'],
    ['8bit', 'us-ascii', Buffer.from('Café').toString('latin1'), 'Café'],
    ['8bit', 'no-such-thing', 'Caf\xe9', 'Café'],
    ['7bit', 'iso-2022-jp', '\x1b$B4A;z\x1b(B', '漢字'],
    ['base64', 'utf-8', 'Q2Fm\r\n w6k=\r\nIQ==', 'Café!'],
    ['', 'us-ascii (plain text)', 'plain =41', 'plain =41'],
  ])('is decoded: %s in %s', async (encoding, charset, body, wanted) => {
    expect(
      await bodyOf(`Content-Type: text/plain; charset=${charset}`, `Content-Transfer-Encoding: ${encoding}`, '', body),
    ).toBe(wanted);
  });

  it.each([
    ['=?iso-8859-1?q?a_b?= c =?utf-8?b?w6Q=?=', 'a b c ä'],
    ['=?utf-8?B?ww==?=\r\n =?utf-8?B?pA==?=', 'ä'],
    ['=?utf-8*de?Q?=C3=A4?=', 'ä'],
    ['=?no-such?Q?=C3=A4?= and =? this', 'ä and =? this'],
    [Buffer.from('bare ä').toString('latin1'), 'bare ä'],
    ['bare \xe4', 'bare ä'],
  ])('has a subject of encoded words: %j', async (field, wanted) => {
    expect((await read(mail(`Subject: ${field}`, 'From: a@example.org', '', 'x'))).title).toBe(wanted);
  });

  it('is read once where it comes in several forms, in the plain one where that says as much', async () => {
    const html = ['Content-Type: text/html; charset=utf-8', '', '<h1>Tides</h1><p>High <b>water</b> at nine.</p>'];
    const stub = ['Content-Type: text/plain', '', 'See HTML.'];
    expect(await bodyOf(...multipart('alternative', [['', 'High water at nine.'], html]))).toBe('High water at nine.');
    expect(await bodyOf(...multipart('alternative', [['', ' \n'], html]))).toBe('# Tides\n\nHigh water at nine.');
    const long = [...html.slice(0, 2), `<p>${'High water at nine. '.repeat(9)}</p>`];
    expect(await bodyOf(...multipart('alternative', [stub, long]))).toContain('nine. High water');
  });

  it('of HTML alone, with the pictures of its page, gives what the page says', async () => {
    const page = ['Content-Type: text/html', 'Content-Transfer-Encoding: quoted-printable', ''];
    const image = ['Content-Type: image/png', 'Content-ID: <i>', BASE64, '', 'iVBORw0K'];
    expect(await bodyOf(...multipart('related', [[...page, '<p>H=C3=B6he</p><img src=3D"cid:i">'], image]))).toBe(
      'Höhe',
    );
  });

  it('has what is attached read as files are, and names what cannot be', async () => {
    const attached = (type: string, name: string, content: string | Buffer) => [
      `Content-Type: ${type}`,
      `Content-Disposition: attachment; ${name}`,
      BASE64,
      '',
      base64(content),
    ];
    const inner = multipart('mixed', [
      ['Content-Type: text/plain', '', 'As attached.'],
      attached('application/pdf', 'filename="tides.pdf"', textPdf([[{ text: 'High water is at nine.' }]])),
      attached(
        'text/csv; charset=iso-8859-1',
        "filename*0*=utf-8''h%C3%B6he; filename*1=.csv",
        Buffer.from('Ort,H\xf6he\nKai,3\n', 'latin1'),
      ),
      attached('application/octet-stream', 'filename="=?utf-8?Q?gr=C3=B6=C3=9Fe=2Ebin?="', Buffer.from([0, 1, 2, 255])),
      ['Content-Type: message/rfc822', '', 'Subject: inner', 'From: a@example.org', '', 'Forwarded words.'],
      attached('application/pgp-signature', 'filename=signature.asc', '-----BEGIN PGP SIGNATURE-----'),
    ]);
    expect(await bodyOf(...inner)).toBe(
      [
        'As attached.',
        'Attachment: tides.pdf',
        'High water is at nine.',
        'Attachment: höhe.csv',
        'Ort: Kai; Höhe: 3',
        'Attachment, not read: größe.bin',
        'Attachment: message.eml',
        'Subject: inner\nFrom: a@example.org',
        'Forwarded words.',
      ].join('\n\n'),
    );
  });

  it('keeps the attachments of the form that is not read', async () => {
    const pdf = [
      'Content-Type: application/x',
      'Content-Disposition: attachment; filename=a.bin',
      BASE64,
      '',
      'AAEC/w==',
    ];
    const rich = multipart('mixed', [['Content-Type: text/html', '', '<p>Words.</p>'], pdf], 'inner');
    expect(await bodyOf(...multipart('alternative', [['', 'Words.'], rich]))).toBe(
      'Words.\n\nAttachment, not read: a.bin',
    );
  });

  it('loses nothing where its parts are not closed, or not marked', async () => {
    const open = multipart('mixed', [
      ['', 'One.'],
      ['', 'Two --b and --bb.', '--bb', 'three'],
    ]).slice(0, -2);
    expect(await bodyOf(...open)).toBe('One.\n\nTwo --b and --bb.\n--bb\nthree');
    expect(await bodyOf('Content-Type: multipart/mixed', '', 'Words.')).toBe('Words.');
    expect(await bodyOf('Content-Type: multipart/mixed; boundary=gone', '', 'Words.')).toBe('Words.');
  });

  it('is told by its name or by what only programs write, and is plain text else', async () => {
    const notes = 'From: the harbour\nTo: the island\n\nAn hour.';
    expect(await read(Buffer.from(notes), 'a.txt')).toMatchObject({ mime: 'text/plain', text: notes });
    const sent = Buffer.from(`\ufeffMIME-Version: 1.0\n${notes}`);
    expect(await read(sent, 'a.txt')).toMatchObject({ mime: 'message/rfc822', text: notes });
    const kept = Buffer.from(`From a@example.org Mon Sep  1 10:00:00 2025\nMessage-ID: <1>\n${notes}`);
    expect(await read(kept, 'mail')).toMatchObject({ mime: 'message/rfc822', text: notes });
    expect(await read(Buffer.from('Just words: nothing else.'), 'a.eml')).toMatchObject({ mime: 'text/plain' });
  });

  it('of too many parts, or parts too deep within each other, is refused', async () => {
    const many = multipart(
      'mixed',
      Array.from({ length: 1100 }, () => ['', 'x']),
    );
    expect(await codeOf(bodyOf(...many))).toBe('document_too_large');
    let deep = ['', 'x'];
    for (let i = 0; i < 30; i++) deep = multipart('mixed', [deep], `b${i}`);
    expect(await codeOf(bodyOf(...deep))).toBe('parse_failed');
    let letters = ['', 'innermost'];
    for (let i = 0; i < 14; i++)
      letters = ['Subject: s', 'From: a@example.org', 'Content-Type: message/rfc822', '', ...letters];
    expect(await textOf(...letters)).toContain('Attachment, not read: message.eml');
  });
});
