import { describe, expect, it } from '@jest/globals';
import { quotesBehind } from './quotes-behind.js';

const TEXT =
  'The lamp of the lighthouse turns every nine seconds. It was lit in 1854.\n\nThe keeper is Odalys; she sells postcards.';
const at = (quote: string) => ({
  n: 1,
  text: TEXT,
  start: TEXT.indexOf(quote),
  end: TEXT.indexOf(quote) + quote.length,
});
const LAMP = at('The lamp of the lighthouse turns every nine seconds.');

function quoteBehind(answer: string, source = LAMP): string | undefined {
  const span = quotesBehind(answer, [source]).get(1);
  return span && TEXT.slice(span.start, span.end);
}

describe('quotesBehind', () => {
  it('moves a quote to the sentence the answer is from', () => {
    expect(quoteBehind('Odalys keeps it and sells postcards [1].')).toBe('The keeper is Odalys; she sells postcards.');
    expect(quoteBehind('“It was lit in 1854.” [1]')).toBe('It was lit in 1854.');
  });

  it('leaves a quote where it is as close, or where nothing is', () => {
    expect(quoteBehind('The lamp turns every 9 seconds [1].')).toBeUndefined();
    expect(quoteBehind('Whales migrate along the coast [1].')).toBeUndefined();
    expect(quoteBehind('Odalys keeps it and sells postcards.')).toBeUndefined();
    expect(quoteBehind('Odalys keeps it [2].')).toBeUndefined();
    expect(quoteBehind('')).toBeUndefined();
  });

  it('goes by the first sentence that cites a source', () => {
    expect(quoteBehind('Odalys keeps it, selling postcards [1]. It was lit in 1854 [1].')).toContain('Odalys');
  });
});
