import { describe, expect, it } from '@jest/globals';
import { GrowingText } from './growing-text.js';

describe('GrowingText', () => {
  it('is what was added, whenever it is read', () => {
    const growing = new GrowingText();
    expect(growing.whole).toBe('');
    let all = '';
    for (let i = 0; i < 3000; i++) {
      const text = i % 500 === 0 ? 'z'.repeat(2000) : ` ~${i}😀`;
      growing.add(text);
      all += text;
      if (i % 700 === 0) expect(growing.whole === all).toBe(true);
    }
    expect(growing.whole === all).toBe(true);
    expect(growing.whole === all).toBe(true);
  });
});
