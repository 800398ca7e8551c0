/** Rows of the API as columns for a chart: times in seconds, gaps as null. Pure. */
export interface Point {
  t: string;
  value: number | null;
  p95?: number | null;
  p99?: number | null;
  /** The model or agent; empty where none was named. */
  group?: string;
}

export interface Line {
  name: string;
  values: (number | null)[];
}

export interface Lines {
  /** Seconds since 1970, ascending. */
  times: number[];
  lines: Line[];
}

/** One line a group; of durations one a percentile. No line where nothing was measured in the whole range. */
export function toLines(series: readonly Point[], name: string): Lines {
  const times = [...new Set(series.map(({ t }) => Date.parse(t) / 1000))].sort((a, b) => a - b);
  const place = new Map(times.map((time, i) => [time, i]));
  const byName = new Map<string, Line>();
  const put = (lineName: string, t: string, value: number | null) => {
    const line = byName.get(lineName) ?? { name: lineName, values: times.map(() => null) };
    line.values[place.get(Date.parse(t) / 1000)!] = value;
    byName.set(lineName, line);
  };
  const isDuration = series.some(({ p95 }) => p95 !== undefined);
  for (const { t, value, p95 = null, p99 = null, group } of series) {
    put(isDuration ? 'median' : (group ?? name) || 'none named', t, value);
    if (!isDuration) continue;
    put('p95', t, p95);
    put('p99', t, p99);
  }
  return { times, lines: [...byName.values()].filter(({ values }) => values.some(Boolean)) };
}
