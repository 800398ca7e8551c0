import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { analyzeText } from './analyze-text.js';

const placed = (text: string): string => {
  const { words, positions } = analyzeText(text);
  return words.map((word, at) => `${word}@${positions[at]}`).join(' ');
};

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        'a',
        'B',
        'é',
        '.',
        ' ',
        '\n',
        '_',
        '/',
        "'",
        '7',
        ',',
        '北',
        '한',
        'ก',
        '็',
        'ع',
        'ـ',
        '\ud83d',
        '😀',
        '- ',
        '```',
      ),
      { maxLength: 120 },
    )
    .map((parts) => parts.join('')),
);

describe('analyzeText', () => {
  it('folds case, width, accents and letters typed interchangeably', () => {
    expect(analyzeText('Żółw NAÏVE Straße ＡＢＣ أَحْمَد مـصر ٣٤ ёлка').words).toEqual([
      'zolw',
      'naive',
      'strasse',
      'abc',
      'احمد',
      'مصر',
      '34',
      'елка',
    ]);
  });

  it('gives identifiers as a whole and in parts, the whole where its first part stands', () => {
    expect(placed('ERR_CODE-12 parseHTTPHeader src/main.ts')).toBe(
      'errcode12@0 err@0 code@1 12@2 parsehttpheader@3 parse@3 http@4 header@5 srcmaints@6 src@6 main@7 ts@8',
    );
  });

  it('finds wi-fi and wifi, 1,000 and 1000, U.S. but not the pronoun', () => {
    expect(analyzeText('Wi-Fi').words).toContain('wifi');
    expect(analyzeText('1,000').words).toEqual(['1000']);
    expect(analyzeText('3,14').words).toEqual(['3.14']);
    expect(analyzeText('U.S.').words).not.toContain('us');
  });

  it('treats apostrophes as people mean them', () => {
    expect(analyzeText("The cat's don’t l'eau").words).toEqual(['the', 'cat', 'dont', 'leau', 'l', 'eau']);
  });

  it('cuts scripts without spaces into overlapping pieces', () => {
    expect(placed('図書館')).toBe('図@0 図書@0 書@1 書館@1 館@2');
    expect(placed('สวัสดี')).toBe('สวั@0 วัส@1 ัสด@2 สดี@3');
  });

  it('says where sentences begin', () => {
    expect(analyzeText('Rain fell. Nobody left!\n\nThen sun.').sentences).toEqual([0, 2, 4]);
  });

  it('measures length in words whatever the script', () => {
    expect(analyzeText('two words').length).toBe(2);
    expect(analyzeText('一二三四五六七八九十').length).toBeCloseTo(6);
  });

  it('never throws and keeps its lists in order', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { words, positions, sentences } = analyzeText(text);
        expect(positions).toHaveLength(words.length);
        expect(
          positions.every((position, at) => position >= (positions[at - 1] ?? 0) && Number.isInteger(position)),
        ).toBe(true);
        expect(sentences.every((first, at) => (at === 0 ? first === 0 : first > (sentences[at - 1] ?? 0)))).toBe(true);
        expect((sentences.at(-1) ?? 0) <= (positions.at(-1) ?? 0)).toBe(true);
        expect(words.every((word) => word.length > 0 && word.length <= 96)).toBe(true);
        expect(sentences.length > 0).toBe(words.length > 0);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same words for the composed and the decomposed form', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('é', 'ü', 'ж', 'й', 'が', '한', 'ز', ' '), { maxLength: 40 }), (letters) => {
        const text = letters.join('');
        expect(analyzeText(text.normalize('NFD')).words).toEqual(analyzeText(text).words);
      }),
    );
  });

  it('takes text that is nearly all space or punctuation', () => {
    expect(analyzeText(`${' '.repeat(349_000)}end`).words).toEqual(['end']);
    expect(analyzeText('/\n'.repeat(50_000)).words).toEqual([]);
    expect(analyzeText('x'.repeat(100_000)).words.every((word) => word.length <= 64)).toBe(true);
  });
});
