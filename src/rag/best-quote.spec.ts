import { describe, expect, it } from '@jest/globals';
import { bestQuote } from './best-quote.js';

const document = 'Preface.\n\nThe ferry leaves at nine. Tickets cost four crowns 🙂. Dogs travel free.';
const start = document.indexOf('The ferry');
const passage = { text: document.slice(start), start };

describe('bestQuote', () => {
  it('gives the sentence that answers, by its place in the document', () => {
    const { quote, start: from, end } = bestQuote('What do tickets cost?', passage);
    expect(quote).toContain('Tickets cost four crowns');
    expect(quote).not.toContain('Dogs');
    expect(document.slice(from, end)).toBe(quote);
  });

  it('does not quote the question itself', () => {
    const text = 'Try: "What do ferry tickets cost?" Four crowns is what tickets for it cost.';
    expect(bestQuote('What do ferry tickets cost?', { text, start: 0 }).quote).toMatch(/^Four crowns/);
  });

  it('gives the first sentence where none answers', () => {
    expect(bestQuote('zzz?', passage).quote).toBe('The ferry leaves at nine.');
    expect(bestQuote('', { text: '', start: 7 })).toEqual({ quote: '', start: 7, end: 7 });
  });
});
