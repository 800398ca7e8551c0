import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainText } from './plain-text.js';
import { splitSentences } from './split-sentences.js';

const cut = (text: string): string[] => splitSentences(text).map(({ start, end }) => text.slice(start, end));

describe('splitSentences', () => {
  it.each([
    [
      'abbreviations and initials',
      'Dr. Ode met J. R. Pike, e.g. at noon. They ate.',
      ['Dr. Ode met J. R. Pike, e.g. at noon.', 'They ate.'],
    ],
    ['decimals and versions', 'It costs 3.50 now. Use v1.2.3 today.', ['It costs 3.50 now.', 'Use v1.2.3 today.']],
    ['quotations', '"Ready?" she asked. "Yes."', ['"Ready?" she asked.', '"Yes."']],
    [
      'footnote marks',
      'It rained.[12] It stopped.[by whom?] Late.',
      ['It rained.[12]', 'It stopped.[by whom?]', 'Late.'],
    ],
    ['lower-case chat', 'really? not sure yet. maybe later', ['really?', 'not sure yet.', 'maybe later']],
    ['Chinese', '今天下雨。你呢？很好！', ['今天下雨。', '你呢？', '很好！']],
    ['Hindi and Arabic', 'यह घर है। वह आया। كيف؟ نعم.', ['यह घर है।', 'वह आया।', 'كيف؟', 'نعم.']],
    [
      'German ordinals within a sentence',
      'Das gilt z.B. heute. Morgen nicht.',
      ['Das gilt z.B. heute.', 'Morgen nicht.'],
    ],
    [
      'Markdown',
      '# Title\nText one. Text two.\n- item\n- 2nd item\n1. first',
      ['# Title', 'Text one.', 'Text two.', '- item', '- 2nd item', '1. first'],
    ],
    [
      'fenced code, a line each',
      '```\nlet a = 1;\n\nlet b;\n```\nDone.',
      ['```', 'let a = 1;', 'let b;', '```', 'Done.'],
    ],
    ['nothing', ' \n\t ', []],
  ])('knows %s', (_, text, expected) => {
    expect(cut(text)).toEqual(expected);
  });

  it('keeps a wrapped line with the next', () => {
    const line = 'This sentence was wrapped by an editor after some seventy columns and';
    expect(cut(`${line}\ngoes on here. Next.`)).toEqual([`${line}\ngoes on here.`, 'Next.']);
  });

  it('cuts long Thai at a space, short Thai not', () => {
    const clause = 'ก'.repeat(70);
    expect(cut(`${clause} ${clause}`)).toEqual([clause, clause]);
    expect(cut('กขค กขค')).toEqual(['กขค กขค']);
  });

  it('cuts what never ends, at spaces where there are any', () => {
    const spans = splitSentences('word '.repeat(1_000));
    expect(spans.every(({ start, end }) => end - start <= 600 && (end - start + 1) % 5 === 0)).toBe(true);
    expect(cut('😀'.repeat(1_000)).join('')).toBe('😀'.repeat(1_000));
  });

  it('covers every character that is not space, in order, and never cuts a surrogate pair', () => {
    const text = fc
      .array(
        fc.constantFrom(
          'a',
          'Word',
          '. ',
          '.',
          '! ',
          '?',
          '\n',
          '\n\n',
          ' ',
          '。',
          'ก',
          '😀',
          '"',
          '- ',
          '# ',
          '.[',
          ']',
          '```',
          '1.',
          '|',
          '\u3000',
          '\ufeff',
          '\u2028',
        ),
        { maxLength: 300 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          fc.string({ unit: 'binary', maxLength: 300 }),
          text.map((part) => part.repeat(8)),
        ),
        (any) => {
          const spans = splitSentences(any);
          let outside = '';
          let last = 0;
          for (const { start, end } of spans) {
            expect(start >= last && end > start).toBe(true);
            expect(any.slice(start, end)).toBe(any.slice(start, end).trim());
            expect(/[\ud800-\udbff]$/.test(any.slice(start, end)) && /^[\udc00-\udfff]/.test(any.slice(end))).toBe(
              false,
            );
            outside += any.slice(last, start);
            last = end;
          }
          expect((outside + any.slice(last)).trim()).toBe('');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('cuts plain text alike with and without its bytes', () => {
    const pieces = fc.constantFrom(
      'word',
      'a',
      ' ',
      ' ',
      '   ',
      '\n',
      '. ',
      '.',
      '? ',
      '",',
      '12',
      ', ',
      'x'.repeat(250),
      '- ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 60 }), (parts) => {
        const text = parts.join('');
        const plain = plainText(text);
        expect(plain?.length).toBe(text.length);
        expect(splitSentences(text, plain)).toEqual(splitSentences(text));
      }),
      { numRuns: 2000 },
    );
  });
});
