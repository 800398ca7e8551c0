import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AppError } from '../../common/app-error.js';
import { evaluate, formatNumber } from './evaluate.js';

const calculate = (expression: string) => formatNumber(evaluate(expression));

describe('the calculator', () => {
  it.each([
    ['1 + 2 * 3', '7'],
    ['(1 + 2) * 3', '9'],
    ['2 ^ 3 ^ 2', '512'],
    ['-2 ^ 2', '-4'],
    ['2 ^ -1', '0.5'],
    ['2 - -3', '5'],
    ['10 / 4', '2.5'],
    ['10 % 3', '1'],
    ['10 % (1 + 2)', '1'],
    ['12.5 % of 840', '105'],
    ['12.5% of 840', '105'],
    ['12.5% * 840', '105'],
    ['200 + 10 %', '220'],
    ['200 - 10%', '180'],
    ['5% + 5%', '0.1'],
    ['50% of 50% of 80', '20'],
    ['0.1 + 0.2', '0.3'],
    ['1,234,567.5 + 1', '1234568.5'],
    ['max(1,200) + min(3, 4)', '203'],
    ['sqrt(2) ^ 2', '2'],
    ['round(2 / 3, 2)', '0.67'],
    ['log(1000) + ln(e)', '4'],
    ['6 × 7 ÷ 2 − 1', '20'],
    ['3²', '9'],
    ['1e3 + 1', '1001'],
    ['.5 + .25', '0.75'],
    ['0 * -1', '0'],
    ['mean(1, 2, 6)', '3'],
  ])('%s = %s', (expression, result) => {
    expect(calculate(expression)).toBe(result);
  });

  it.each([
    '',
    '  ',
    '1 +',
    '(1',
    '1)',
    '2 3',
    'x',
    'constructor',
    'toString()',
    'process.exit()',
    'sqrt',
    'sqrt 2',
    '1 / 0',
    '5 % (0)',
    'sqrt(-1)',
    '9^9^9',
    'of 3',
    '()',
    `${'('.repeat(60)}1${')'.repeat(60)}`,
    `2${'^2'.repeat(60)}`,
    `1${' + 1'.repeat(400)}`,
    '"a"',
    '1; 2',
  ])('refuses %j', (expression) => {
    expect(() => evaluate(expression)).toThrow(AppError);
  });

  it('ends for any text with a number or a refusal', () => {
    const piece = fc.constantFrom(
      '1',
      '2.5',
      '(',
      ')',
      '+',
      '-',
      '*',
      '/',
      '%',
      '^',
      ' ',
      ',',
      'of',
      'sqrt',
      'max',
      'pi',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join('')),
        ),
        (text) => {
          try {
            expect(Number.isFinite(evaluate(text))).toBe(true);
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
          }
        },
      ),
    );
  });

  it('agrees with the language on sums of products', () => {
    const number = fc.integer({ min: 0, max: 1000 });
    const sign = fc.constantFrom('+', '-', '*');
    fc.assert(
      fc.property(number, fc.array(fc.tuple(sign, number), { maxLength: 6 }), (first, rest) => {
        const text = [first, ...rest.flat()].join(' ');
        const expected = new Function(`return ${text}`)() as number;
        expect(evaluate(text)).toBeCloseTo(expected, 6);
      }),
    );
  });
});
