import { describe, expect, it } from '@jest/globals';
import { storableName } from './storable.js';

describe('storableName', () => {
  it('leaves what a database would give back as it is', () => {
    expect(storableName('gpt-4o 💡', 9)).toBe('gpt-4o 💡');
  });

  it('replaces NUL and halves of pairs, one that the cut makes too', () => {
    expect(storableName('a\0b\ud800c', 100)).toBe('a\ufffdb\ufffdc');
    expect(storableName('gpt-4o 💡', 8)).toBe('gpt-4o \ufffd');
  });
});
