import { describe, expect, it } from '@jest/globals';
import { sniffType } from './sniff-type.js';

const sniff = (content: string | Uint8Array, name = 'x') => sniffType(Buffer.from(content), true, name);

describe('sniffType', () => {
  it.each([
    ['plain words', 'a.txt', 'text/plain'],
    ['# Title', 'a.md', 'text/markdown'],
    ['a,b\n1,2', 'a.CSV', 'text/csv'],
    ['{"a":1}', 'a.json', 'application/json'],
    ['export const a = 1;', 'a.ts', 'text/plain'],
    ['BM25 ranks by words', 'notes', 'text/plain'],
    ['MZ is how those programs begin', 'notes.exe', 'text/plain'],
    ['', 'empty', 'text/plain'],
    ['naïve 漢字 🙂', 'a', 'text/plain'],
  ])('reads %j called %s as %s', async (content, name, mime) => {
    expect(await sniff(content, name)).toEqual({ mime, isText: true });
  });

  it('reads UTF-16 by its byte order mark', async () => {
    const bytes = Buffer.from('\ufeffhello', 'utf16le');
    expect(await sniff(bytes)).toEqual({ mime: 'text/plain', isText: true });
  });

  it('does not believe a name', async () => {
    expect(await sniff('%PDF-1.7\n1 0 obj', 'notes.txt')).toEqual({ mime: 'application/pdf', isText: false });
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
    expect(await sniff(png, 'notes.md')).toEqual({ mime: 'image/png', isText: false });
    expect(await sniff('<!DOCTYPE html><p>x', 'a.txt')).toEqual({ mime: 'text/html', isText: false });
    expect(await sniff(Uint8Array.of(1, 2, 0, 4), 'a.txt')).toMatchObject({ isText: false });
  });

  it('leaves a character alone that the end of the head cut in two', async () => {
    const head = Buffer.from('caf\u00e9').subarray(0, 4);
    expect(await sniffType(head, false, 'a')).toEqual({ mime: 'text/plain', isText: true });
  });
});
