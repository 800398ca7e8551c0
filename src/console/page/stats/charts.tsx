/** One chart a metric, each with its numbers as a table for those who do not see it. */
import { download } from '../api/download.js';
import { call } from '../api/request.js';
import { IconButton } from '../parts/icon-button.js';
import { attempt } from '../state/toasts.js';
import { useLoaded } from '../state/use-loaded.js';
import { Chart } from './chart.js';
import type { Range } from './ranges.js';
import { StyleDrift } from './style-drift.js';
import { type Point, toLines } from './to-lines.js';

const METRICS = [
  { metric: 'turns', name: 'Turns' },
  { metric: 'tokens', name: 'Tokens, by model', group: 'model' },
  { metric: 'latency_ms', name: 'Whole answer, ms' },
  { metric: 'ttft_ms', name: 'First token, ms' },
  { metric: 'errors', name: 'Errors' },
  { metric: 'cost', name: 'Cost' },
] as const;

export interface ChartsProps {
  range: Range;
  everybody: boolean;
  /** Loads again when it changes. */
  round: string;
}

export function Charts(props: ChartsProps) {
  return (
    <>
      {!props.everybody && <StyleDrift {...props} />}
      <div class="charts">
        {METRICS.map((metric) => (
          <MetricChart key={metric.metric} {...props} {...metric} />
        ))}
      </div>
    </>
  );
}

interface MetricChartProps extends ChartsProps {
  metric: string;
  name: string;
  group?: string;
}

function MetricChart({ range, everybody, round, metric, name, group }: MetricChartProps) {
  const query = new URLSearchParams({
    metric,
    bucket: range.bucket,
    from: range.from,
    to: range.to,
    tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...(group && { group_by: group }),
    ...(everybody && { scope: 'all' }),
  });
  const load = (signal: AbortSignal) => call<{ series: Point[] }>('GET', `/api/stats/timeseries?${query}`, { signal });
  const { value, problem } = useLoaded(load, [round]);
  return (
    <figure class="chart">
      <figcaption>
        {name}
        <IconButton
          icon="download"
          label={`Download ${name} as CSV`}
          onClick={() => void attempt(() => download(`/api/stats/timeseries?${query}&format=csv`, `${metric}.csv`))}
        />
      </figcaption>
      {problem && <p class="notice problem">{problem}</p>}
      {value && <Chart lines={toLines(value.series, name)} name={name} />}
    </figure>
  );
}
