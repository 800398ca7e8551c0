/** What has broken servers elsewhere, by what it is aimed at. */

const b64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** Query languages of full-text indexes. */
const SEARCH = [
  '"',
  '""',
  '*',
  'a*',
  'NEAR(a b, 5)',
  'AND',
  'OR OR',
  'NOT x',
  'title:x',
  '-',
  '(((',
  'a AND (b',
  '^a',
  '+a -b',
];
const MORE_SEARCH = [
  'col : "x"',
  "'; DROP TABLE users; --",
  "' OR '1'='1",
  '%',
  '_',
  '\\',
  'a & | !',
  ':*',
  '<->',
  '{a b}',
];
/** Regular expressions that never end, and broken ones. */
const PATTERNS = [
  '(a+)+$',
  `${'a'.repeat(60)}!`,
  '[',
  '(?<',
  '(?:a|a)*b',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '\\',
  '\\u{110000}',
];
const SPACE = ['', ' ', '\t\n', '\u00a0', '\u200b', '\ufeff', '\u2028', '\u202e', '\u0085'];
const UNICODE = [
  '\ud800',
  '\udc00x',
  '\ud83d',
  '👩‍👩‍👧‍👦',
  'ﬃ',
  'İ',
  'ſ',
  'ß',
  '\u0301'.repeat(200),
  '𝕏',
  '\uffff',
  '\ufdd0',
  '﷽',
];
const CONTROL = ['\0', 'a\0b', '\x01', '\x1b[31m', '\r\nX-Injected: 1', '\x7f', '\b'];
const MARKUP = [
  '<script>alert(1)</script>',
  '<svg onload=x>',
  '{{7*7}}',
  '#{7*7}',
  '![x](http://127.0.0.1/)',
  '%s%n',
  '../../etc/passwd',
];
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  'true',
  '[object Object]',
];
const IDS = [
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  '01900000-0000-7000-8000-00000000000',
  '{01900000-0000-7000-8000-000000000000}',
  'urn:uuid:01900000-0000-7000-8000-000000000000',
  '01900000000070008000000000000000',
  '1',
  '-1',
  '1e3',
  '0x10',
];
const TIMES = [
  '2020-02-30T00:00:00Z',
  '0000-00-00',
  '+275760-09-13T00:00:00.001Z',
  '2020-01-01',
  '20200101T000000Z',
  '2020-W01-1',
  '9999-12-31T23:59:60Z',
  '-000001-01-01T00:00:00Z',
];
const PLACES = [
  'http://127.0.0.1/',
  'http://[::ffff:127.0.0.1]/',
  'file:///etc/passwd',
  'http://0x7f.1/',
  'gopher://x',
  'http://a:b@c/',
  'javascript:1',
  'http://',
  '//x',
];
const LONG = ['x'.repeat(300), 'é'.repeat(5000), '😀'.repeat(20_000), ' '.repeat(10_000), 'a '.repeat(30_000)];

export const STRINGS: readonly string[] = [
  ...[...SEARCH, ...MORE_SEARCH, ...PATTERNS, ...SPACE, ...UNICODE, ...CONTROL],
  ...[...MARKUP, ...NAMES, ...IDS, ...TIMES, ...PLACES, ...LONG],
];

export const NUMBERS: readonly number[] = [
  ...[0, -0, -1, 1, 0.5, 1.5, 100, 101, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, 2 ** 53, -(2 ** 53)],
  ...[1e21, 1e308, -1e308, 5e-324],
];

/** Cursors that were never given out. */
export const CURSORS: readonly string[] = [
  ...['', 'x', '====', b64(''), b64('null'), b64('[]'), b64('{}'), b64([null]), b64([1]), b64(['x']), b64([[], {}])],
  ...[b64(['01900000-0000-7000-8000-000000000000']), b64(['\0']), b64(["' OR 1=1 --"]), b64([1e308, 'x'])],
  ...[
    b64(['2020-01-01T00:00:00.000Z', 'x']),
    b64(['9', '9', '9']),
    b64([-1, -1]),
    b64([0.5, 1.5]),
    b64([2 ** 53, 2 ** 53]),
  ],
  ...[b64({ length: 2, 0: 'a', 1: 'b' }), b64('['.repeat(500)), 'A'.repeat(1024), b64(['\ud800'])],
];

/** Where a list is sorted, paged or cut. */
export const QUERY_VALUES: readonly string[] = [
  ...[
    '1',
    '0',
    '-1',
    '101',
    '1e2',
    '0x1',
    '1;DROP',
    '١',
    '1.0',
    ' 1',
    'NaN',
    'Infinity',
    '99999999999999999999',
    'true',
    'asc',
    'created_at desc',
  ],
  ...[
    'own',
    'all',
    'json',
    'markdown',
    'csv',
    'day',
    'minute',
    'turns',
    'Europe/Berlin',
    'Mars/Olympus',
    '../x',
    '2020-01-01T00:00:00Z',
  ],
];

/** Names a client might try in a query. */
export const QUERY_NAMES: readonly string[] = [
  'limit',
  'cursor',
  'q',
  'sort',
  'order',
  'offset',
  'limit[]',
  'a[b]',
  '__proto__[x]',
  'constructor',
  'access_token',
];

/** Bodies that are no JSON, or JSON nobody would write. Text; `bytes` are Latin-1. */
export const BODIES: readonly string[] = [
  ...[
    '',
    ' ',
    '{',
    '}',
    '[]',
    'null',
    'true',
    '0',
    '"x"',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '{"a":1}{"b":2}',
    '\xef\xbb\xbf{}',
  ],
  ...[
    '{"a":"\xff\xfe"}',
    '{"a":"\\ud800"}',
    '{"a":"\\u0000"}',
    '{"a":1e999}',
    '{"a":-0}',
    '{"a":NaN}',
    `{"n":${'9'.repeat(400)}}`,
  ],
  ...['{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}', '{"a":{"__proto__":[]}}'],
  ...[`${'['.repeat(5000)}${']'.repeat(5000)}`, `${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`, '['.repeat(50_000)],
  ...[
    `{${Array.from({ length: 3000 }, (_, i) => `"k${i}":${i}`).join()}}`,
    `[${'{},'.repeat(2000)}{}]`,
    '{"a":"x","a":"y"}',
  ],
];

/** As values of a member of a body. */
export const MEMBERS: readonly unknown[] = [
  ...[null, true, false, [], {}, [[]], [null], [{}], { a: { b: {} } }, [''], ['x', 1, null], { $ne: null }, { in: [] }],
  ...[
    { gte: 'x', lte: 1 },
    { and: [] },
    { or: [{ and: [{ or: [] }] }] },
    { toString: 1 },
    { length: 1e9 },
    { id: 'x' },
  ],
  ...[Array.from({ length: 500 }, () => 'x'), Array.from({ length: 200 }, () => ({})), [['a', 'b']], { toJSON: 'x' }],
];

/** Headers an answer may depend on. Node's client sends Latin-1 only; raw bytes are tried beside. */
export const HEADERS: readonly [name: string, value: string][] = [
  ...[
    'text/plain',
    'application/xml',
    'application/json; charset=utf-16',
    'application/json; charset=x',
    'multipart/form-data',
    '',
  ].map((type): [string, string] => ['content-type', type]),
  ...[
    'multipart/form-data; boundary=',
    'multipart/form-data; boundary=x',
    'application/x-ndjson',
    'application/vnd.a+json',
    ';',
    'a/b/c',
  ].map((type): [string, string] => ['content-type', type]),
  ...['gzip', 'br', 'deflate', 'identity', 'x', 'gzip, gzip'].map((coding): [string, string] => [
    'content-encoding',
    coding,
  ]),
  ...['', ' ', 'a b', 'é', 'x'.repeat(300), '__proto__', '"'].map((key): [string, string] => ['idempotency-key', key]),
  ...['-1', '1e9', 'x', '9'.repeat(40), '0x1', ' '].map((id): [string, string] => ['last-event-id', id]),
  ...['', '../x', 'a\tb', 'x'.repeat(2000), '%0d%0a'].map((id): [string, string] => ['x-request-id', id]),
  ...['Basic eDp5', 'Bearer', 'Bearer  ', 'Bearer a,b', 'bearer x', `Bearer ${'x'.repeat(9000)}`].map(
    (value): [string, string] => ['authorization', value],
  ),
  ...([
    ['accept', 'image/*;q=0, */*;q=x'],
    ['accept-encoding', 'gzip;q=x, br;q=-1'],
    ['range', 'bytes=0-,1-2'],
    ['range', 'bytes=9-1'],
    ['if-none-match', '*'],
    ['if-modified-since', 'yesterday'],
    ['x-forwarded-for', '127.0.0.1, ::1, x'],
    ['x-http-method-override', 'DELETE'],
    ['cookie', '__proto__=1; a'],
    ['origin', 'null'],
    ['forwarded', 'for="[::1'],
    ['accept-language', '*'.repeat(500)],
  ] as [string, string][]),
];
