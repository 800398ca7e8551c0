import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { analyzeQuery } from './analyze-query.js';

const content = (text: string): string[] =>
  analyzeQuery(text)
    .terms.filter((term) => !term.isStop)
    .map((term) => term.word);

describe('analyzeQuery', () => {
  it('drops stop words by the language of the question', () => {
    expect(content('When did the war begin and who will die?')).toEqual(['war', 'begin', 'die']);
    expect(content('Wann war die Brücke fertig und wer hat sie gebaut?')).toEqual(['brucke', 'fertig', 'gebaut']);
    expect(content('Когда был построен мост?')).toEqual(['построен', 'мост']);
  });

  it('keeps stop words when there is nothing else', () => {
    expect(content('to be or not to be')).toEqual(['to', 'be', 'or', 'not']);
  });

  it('marks identifiers and their parts', () => {
    const terms = analyzeQuery('what throws ERR-12').terms;
    expect(terms.filter((term) => term.isIdentifier).map((term) => term.word)).toEqual(['err12', '12']);
    expect(terms.filter((term) => term.isPart).map((term) => term.word)).toEqual(['err', '12']);
  });

  it('finds quoted phrases and neighbouring content words', () => {
    const { phrases, pairs } = analyzeQuery('Who wrote “the green door” in Leeds');
    expect(phrases).toEqual([['the', 'green', 'door']]);
    expect(pairs).toEqual([
      { first: 'wrote', second: 'green', distance: 2 },
      { first: 'green', second: 'door', distance: 1 },
      { first: 'door', second: 'leeds', distance: 2 },
    ]);
  });

  it('never throws and repeats no term', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const words = analyzeQuery(text).terms.map((term) => term.word);
        expect(new Set(words).size).toBe(words.length);
      }),
    );
  });
});
