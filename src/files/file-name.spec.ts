import { describe, expect, it } from '@jest/globals';
import { wellFormed } from '../common/well-formed.js';
import { cleanFileName } from './file-name.js';

describe('cleanFileName', () => {
  it.each([
    ['report.txt', 'report.txt'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\x\\notes.md', 'notes.md'],
    ['a\u0000b\r\nc.txt', 'abc.txt'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['  Größe 漢字 🙂.md ', 'Größe 漢字 🙂.md'],
    ['..', 'file'],
    ['', 'file'],
    [undefined, 'file'],
    ['folder/', 'file'],
    ['\ud800.txt', '.txt'],
  ])('%j -> %j', (claimed, name) => {
    expect(cleanFileName(claimed)).toBe(name);
  });

  it('shortens, and keeps the extension', () => {
    const name = cleanFileName(`${'🙂'.repeat(300)}.txt`);
    expect(name.length).toBeLessThanOrEqual(255);
    expect(wellFormed(name)).toBe(name);
    expect(name.endsWith('🙂.txt')).toBe(true);
  });
});
