import { describe, expect, it } from '@jest/globals';
import { whatIsMissing } from './what-is-missing.js';

describe('what an answer had to do without', () => {
  it('sources that were late are named together', () => {
    expect(whatIsMissing(['documents', 'memory'])).toBe('Not consulted in time: documents, memory.');
  });

  it('what is not there was not late', () => {
    expect(whatIsMissing(['agent', 'memory', 'evidence'])).toBe(
      'Not consulted in time: memory. The agent of this conversation is gone; it was answered without. ' +
        'The documents say nothing about this question.',
    );
  });
});
