import { describe, expect, it } from '@jest/globals';
import { sizeText } from './size-text.js';

describe('sizeText', () => {
  it.each([
    [26_214_400, '25 MB'],
    [1024, '1 KB'],
    [1_500_000, '1500000 bytes'],
    [2 ** 31, '2 GB'],
    [2 ** 42, '4096 GB'],
    [100, '100 bytes'],
  ])('%s is %s', (bytes, text) => expect(sizeText(bytes)).toBe(text));
});
