import { describe, expect, it } from '@jest/globals';
import { toLines } from './to-lines.js';

describe('rows as lines of a chart', () => {
  it('makes one line a group over all times, with gaps', () => {
    const at = (day: number) => `2026-01-0${day}T00:00:00.000Z`;
    const rows = [
      { t: at(2), value: 5, group: 'b' },
      { t: at(1), value: 3, group: 'a' },
      { t: at(2), value: 4, group: 'a' },
    ];
    expect(toLines(rows, 'Tokens')).toEqual({
      times: [Date.parse(at(1)) / 1000, Date.parse(at(2)) / 1000],
      lines: [
        { name: 'b', values: [null, 5] },
        { name: 'a', values: [3, 4] },
      ],
    });
  });

  it('makes a line a percentile of durations', () => {
    const rows = [{ t: '2026-01-01T00:00:00Z', value: 10, p95: 20, p99: 30 }];
    expect(toLines(rows, 'ms').lines.map(({ name, values }) => [name, values[0]])).toEqual([
      ['median', 10],
      ['p95', 20],
      ['p99', 30],
    ]);
  });

  it('leaves out what was nowhere more than nothing', () => {
    const rows = [
      { t: '2026-01-01T00:00:00Z', value: 0 },
      { t: '2026-01-02T00:00:00Z', value: null },
    ];
    expect(toLines(rows, 'Errors').lines).toEqual([]);
  });

  it('names a single line after its metric', () => {
    expect(toLines([{ t: '2026-01-01T00:00:00Z', value: 1 }], 'Turns').lines).toEqual([{ name: 'Turns', values: [1] }]);
    expect(toLines([], 'Turns')).toEqual({ times: [], lines: [] });
  });
});
