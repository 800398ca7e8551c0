import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { askedKind, hasKind } from './answer-kinds.js';
import { bestSentences, NO_ANSWER_BELOW } from './best-sentences.js';

const lighthouse = {
  n: 1,
  text: 'The lighthouse stands on a cliff. It was finished in 1871 by Ada Rowe. Visitors climb 212 steps. Why is it red? Because fog hides white towers.',
};
const bakery = { n: 2, text: '# Opening hours\n\nThe bakery opens at six. On Sundays it stays closed.' };
const passages = [lighthouse, bakery];

const best = (question: string): string | undefined => bestSentences(question, passages, 1)[0]?.text;

describe('bestSentences', () => {
  it.each([
    ['When was the lighthouse finished?', 'It was finished in 1871 by Ada Rowe.'],
    ['How many steps do visitors climb?', 'Visitors climb 212 steps.'],
    ['Where does the lighthouse stand?', 'The lighthouse stands on a cliff.'],
    ['When does the bakery open?', 'The bakery opens at six.'],
    ['Is the bakery closed on Sunday?', 'On Sundays it stays closed.'],
  ])('%s', (question, answer) => {
    expect(best(question)).toBe(answer);
  });

  it('prefers a sentence with the kind of answer asked for', () => {
    const texts = [
      { n: 1, text: 'The mill closed with great noise. The mill closed in 1902. The mill closed because of debts.' },
    ];
    const answer = (question: string): string | undefined => bestSentences(question, texts, 1)[0]?.text;
    expect(answer('When has the mill closed?')).toBe('The mill closed in 1902.');
    expect(answer('Why has the mill closed?')).toBe('The mill closed because of debts.');
  });

  it('does not take the question itself, quoted somewhere, for its answer', () => {
    const text = [
      'Node.js 20.19 or newer; nothing else.',
      '```sh\ncurl localhost -d \'{"message":"Which Node.js version does it need?","streaming":true}\'\n```',
      'Run `ask "Which Node.js version does it need?" --user ada`.',
    ].join('\n\n');
    const [best] = bestSentences('Which Node.js version does it need?', [{ n: 1, text }], 1);
    expect(best?.text).toBe('Node.js 20.19 or newer; nothing else.');
    const chinese = '他问:图书馆哪一年建成?没有人知道。图书馆1902年建成。';
    expect(bestSentences('图书馆哪一年建成？', [{ n: 1, text: chinese }], 1)[0]?.text).toBe('图书馆1902年建成。');
  });

  it('works in Chinese, Russian and Thai', () => {
    const texts = [{ n: 7, text: '图书馆在河边。图书馆1902年建成。Библиотека открыта ночью. Она стоит у реки.' }];
    expect(bestSentences('图书馆哪一年建成？', texts, 1)[0]?.text).toBe('图书馆1902年建成。');
    expect(bestSentences('Когда открыта библиотека?', texts, 1)[0]?.text).toBe('Библиотека открыта ночью.');
  });

  it('scores near 1 what holds the whole question, below the threshold what shares a word by chance', () => {
    const [good] = bestSentences('Which visitors climb steps?', passages, 1);
    expect(good?.score).toBeGreaterThan(0.8);
    const [bad] = bestSentences('Which treaty ended the war between the northern kingdoms on Sunday?', passages, 1);
    expect(bad?.score ?? 0).toBeLessThan(NO_ANSWER_BELOW);
  });

  it('finds nothing where nothing matches', () => {
    expect(bestSentences('zebra', passages, 3)).toEqual([]);
    expect(bestSentences('?', passages, 3)).toEqual([]);
    expect(bestSentences('lighthouse', [], 3)).toEqual([]);
    expect(bestSentences('lighthouse', passages, 0)).toEqual([]);
  });

  it('gives a sentence that stands in two passages once', () => {
    const found = bestSentences('visitors climb', [lighthouse, { n: 3, text: 'Visitors climb 212 steps.' }], 5);
    expect(found.filter(({ text }) => text === 'Visitors climb 212 steps.')).toHaveLength(1);
  });

  it('cites exactly, in order, with scores between 0 and 1', () => {
    const words = fc.array(fc.constantFrom('fog', 'Fog', 'tower', '1871', '. ', '? ', '\n', ' ', '图书', 'ก', '😀'), {
      maxLength: 60,
    });
    const text = words.map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.oneof(text, fc.string({ unit: 'binary' })),
        fc.array(text, { maxLength: 4 }),
        (question, texts) => {
          const given = texts.map((each, n) => ({ n, text: each }));
          const found = bestSentences(question, given, 10);
          found.forEach((each, at) => {
            expect(texts[each.n]?.slice(each.start, each.end)).toBe(each.text);
            expect(each.score > 0 && each.score <= (found[at - 1]?.score ?? 1.000001)).toBe(true);
          });
        },
      ),
    );
  });
});

describe('askedKind', () => {
  it.each([
    ['When did it open?', 'time'],
    ['In which year did it open?', 'time'],
    ['Wie viele Brücken gibt es?', 'number'],
    ['Кто построил мост?', 'name'],
    ['Où est la gare ?', 'place'],
    ['为什么关门？', 'reason'],
    ['Describe the harbour.', 'other'],
  ])('%s wants a %s', (question, kind) => {
    expect(askedKind(question)).toBe(kind);
  });

  it('knows an answer of each kind when it sees one', () => {
    expect(hasKind('It opened in May.', 'time')).toBe(true);
    expect(hasKind('It opened with cake.', 'time')).toBe(false);
    expect(hasKind('Seven ships sailed.', 'number')).toBe(true);
    expect(hasKind('the mayor was Ada Rowe', 'name')).toBe(true);
    expect(hasKind('Nobody knows.', 'name')).toBe(false);
    expect(hasKind('It closed due to rain.', 'reason')).toBe(true);
  });
});
