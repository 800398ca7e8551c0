/** Rows of the API as columns for a chart: one line a group, times in seconds, gaps as null. Pure. */
export interface Point {
  t: string;
  value: number | null;
  group?: string | null;
}

export interface Lines {
  /** Seconds since 1970, ascending. */
  times: number[];
  lines: { name: string; values: (number | null)[] }[];
}

export function toLines(series: readonly Point[], name: string): Lines {
  const times = [...new Set(series.map(({ t }) => Date.parse(t) / 1000))].sort((a, b) => a - b);
  const place = new Map(times.map((time, i) => [time, i]));
  const byName = new Map<string, (number | null)[]>();
  for (const { t, value, group } of series) {
    const key = group ?? name;
    const values = byName.get(key) ?? times.map(() => null);
    values[place.get(Date.parse(t) / 1000)!] = value;
    byName.set(key, values);
  }
  return { times, lines: [...byName].map(([key, values]) => ({ name: key, values })) };
}
