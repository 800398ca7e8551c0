import { describe, expect, it } from '@jest/globals';
import { around, stitch } from './stitch.js';

const TEXT = 'First part. Second 😀 part.\n\nThird part.';
const span = (start: number, end: number) => ({ start, end, text: TEXT.slice(start, end) });

describe('the text of a document, put together again', () => {
  it('takes overlapping passages once', () => {
    expect(stitch([span(0, 20), span(12, TEXT.length)])).toEqual({ text: TEXT, from: 0 });
  });

  it('keeps the offsets where white space between passages is missing', () => {
    const { text } = stitch([span(0, 26), span(28, TEXT.length)]);
    expect(text).toBe(TEXT.slice(0, 26) + '\n\n' + TEXT.slice(28));
  });

  it('sorts, skips what lies within another, and may begin in the middle', () => {
    expect(stitch([span(15, 18), span(12, 26)])).toEqual({ text: TEXT.slice(12, 26), from: 12 });
    expect(stitch([])).toEqual({ text: '', from: 0 });
  });

  it('shows a quote at its offsets, counted in UTF-16', () => {
    const start = TEXT.indexOf('part.\n');
    const found = around({ text: TEXT, from: 0 }, { start, end: start + 5, quote: 'part.' });
    expect([found.before, found.quote, found.cutBefore]).toEqual(['First part. Second 😀 ', 'part.', false]);
    expect(found.before + found.quote + found.after).toBe(TEXT);
  });

  it('looks for a quote whose place has moved, and gives up politely', () => {
    expect(around({ text: TEXT, from: 0 }, { start: 3, end: 9, quote: 'Third' }).after).toBe(' part.');
    expect(around({ text: TEXT, from: 5 }, { start: 0, end: 4, quote: 'gone' })).toMatchObject({
      before: '',
      quote: 'gone',
      cutBefore: true,
    });
  });
});
