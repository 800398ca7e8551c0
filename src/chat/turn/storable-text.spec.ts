import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storable, StorableText } from './storable-text.js';

const piecewise = (pieces: string[]) => {
  const text = new StorableText();
  return pieces.map((piece) => text.take(piece)).join('') + text.rest();
};

describe('StorableText', () => {
  it.each([
    [['plain', ' text'], 'plain text'],
    [['smile \ud83d', '\ude00!'], 'smile 😀!'],
    [['\ud83d', '', '\ude00'], '😀'],
    [['a\0b'], 'a\ufffdb'],
    [['x\ud83dy'], 'x\ufffdy'],
    [['x\ude00y'], 'x\ufffdy'],
    [['end \ud83d'], 'end \ufffd'],
    [['\ud83d', '\ud83d', '\ude00'], '\ufffd😀'],
  ])('%j', (pieces, whole) => {
    expect(piecewise(pieces)).toBe(whole);
  });

  it('gives what the whole would give, however it was cut, and a database would keep it', () => {
    const unit = fc.constantFrom('a', '\0', '\ud83d', '\ude00', 'é', '😀', '');
    fc.assert(
      fc.property(fc.array(fc.array(unit).map((units) => units.join(''))), (pieces) => {
        const whole = piecewise(pieces);
        expect(whole).toBe(storable(pieces.join('')));
        expect(Buffer.from(whole).toString()).toBe(whole);
        expect(whole).not.toContain('\0');
      }),
    );
  });
});
