import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ndjsonLines } from './ndjson-lines.js';

async function split(bytes: Buffer, size: number, longest = 1000) {
  const lines = [];
  for await (const line of ndjsonLines(pieces(bytes, size), longest)) lines.push(line);
  return lines;
}

async function* pieces(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('ndjsonLines', () => {
  it('numbers lines from 1, empty ones too, with or without a last newline', async () => {
    const expected = [
      { number: 1, text: 'a' },
      { number: 2, text: '' },
      { number: 3, text: 'b' },
    ];
    expect(await split(Buffer.from('a\r\n\nb'), 1)).toEqual(expected);
    expect(await split(Buffer.from('a\r\n\nb\n'), 100)).toEqual(expected);
    expect(await split(Buffer.from(''), 1)).toEqual([]);
  });

  it('drops a line that is too long and goes on with the next', async () => {
    const tooLong = { fault: expect.objectContaining({ code: 'payload_too_large' }) };
    expect(await split(Buffer.from(`ok\n${'x'.repeat(50)}\nok\n${'y'.repeat(50)}`), 7, 10)).toEqual([
      { number: 1, text: 'ok' },
      { number: 2, ...tooLong },
      { number: 3, text: 'ok' },
      { number: 4, ...tooLong },
    ]);
  });

  it('refuses a line that is no UTF-8 and goes on with the next', async () => {
    expect(await split(Buffer.from('é\nmañana\nok\n', 'latin1'), 3)).toEqual([
      { number: 1, fault: expect.objectContaining({ code: 'invalid_encoding' }) },
      { number: 2, fault: expect.objectContaining({ code: 'invalid_encoding' }) },
      { number: 3, text: 'ok' },
    ]);
  });

  it('gives the same lines however the bytes arrive', async () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replace(/\s/gu, ''));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        expect((await split(bytes, size)).map(({ text }) => text)).toEqual(lines);
      }),
    );
  });
});
