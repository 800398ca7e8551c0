import { describe, expect, it } from '@jest/globals';
import { toldTimes } from './told-times.js';

// A Wednesday.
const told = (text: string) =>
  toldTimes(text.split(' '), Date.parse('2022-06-15T18:30:00Z')).map(({ from, to }) =>
    [from, to].map((time) => new Date(time).toISOString().slice(0, 10)),
  );

describe('toldTimes', () => {
  it.each([
    ['we met yesterday', ['2022-06-14', '2022-06-15']],
    ['see you tomorrow', ['2022-06-16', '2022-06-17']],
    ['it rained last friday', ['2022-06-10', '2022-06-11']],
    ['it rained last wednesday', ['2022-06-08', '2022-06-09']],
    ['we leave next monday', ['2022-06-20', '2022-06-21']],
    ['that was last week', ['2022-06-05', '2022-06-12']],
    ['this past weekend', ['2022-06-11', '2022-06-13']],
    ['we paint next weekend', ['2022-06-18', '2022-06-20']],
    ['we sailed last month', ['2022-05-01', '2022-06-01']],
  ])('%s', (text, range) => expect(told(text)).toEqual([range]));

  it('counts back with half a unit of doubt', () => {
    expect(toldTimes(['two', 'weeks', 'ago'], Date.parse('2022-06-15T00:00:00Z'))).toEqual([
      { from: Date.parse('2022-05-28T12:00:00Z'), to: Date.parse('2022-06-04T12:00:00Z') },
    ]);
  });

  it('finds none where none is told', () => expect(told('long ago the next chapter lasted a month')).toEqual([]));
});
