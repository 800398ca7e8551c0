import { describe, expect, it } from '@jest/globals';
import { dateAgreement, questionDates } from './question-dates.js';

describe('questionDates', () => {
  it.each([
    ['on 3 March, 2021', { year: 2021, month: 2, day: 3 }],
    ['on March 3rd', { month: 2, day: 3 }],
    ['the 3rd of march', { month: 2, day: 3 }],
    ['in March 2021', { year: 2021, month: 2 }],
    ['on 2021-03-03', { year: 2021, month: 2, day: 3 }],
    ['am 3.3.2021', { year: 2021, month: 2, day: 3 }],
    ['in Sept', { month: 8 }],
    ['in 2021', { year: 2021 }],
  ])('reads "%s"', (text, date) => expect(questionDates(`What happened ${text}?`)).toEqual([date]));

  it('tells verbs from months', () => {
    expect(questionDates('Who may march along?')).toEqual([]);
    expect(questionDates('What happened in May?')).toEqual([{ month: 4 }]);
  });

  it('counts from now when there is one', () => {
    const now = Date.parse('2021-01-01T08:00:00Z');
    expect(questionDates('What did I buy yesterday?', now)).toEqual([{ year: 2020, month: 11, day: 31 }]);
    expect(questionDates('What did I buy last month?', now)).toEqual([{ year: 2020, month: 11 }]);
    expect(questionDates('What did I buy yesterday?')).toEqual([]);
  });

  it('grades agreement by day, month and year', () => {
    const time = Date.parse('2021-03-04T20:00:00Z');
    const agreement = (date: Parameters<typeof dateAgreement>[0]) => dateAgreement(date, time);
    expect(agreement({ year: 2021, month: 2, day: 3 })).toBe(2);
    expect(agreement({ month: 2, day: 20 })).toBe(1);
    expect(agreement({ year: 2020, month: 2 })).toBe(0);
    expect(agreement({ year: 2021 })).toBe(0.3);
  });
});
