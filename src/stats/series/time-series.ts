/** What happened when: one number a bucket of time, empty buckets too. Never a message's text. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { Principal } from '../../common/owner.js';
import { MadeThings } from '../made-things.js';
import { rangeOf, type Scope, scopeOf } from '../scope.js';
import { UsageReader } from '../usage-reader.js';
import { UsageSum } from '../usage-sum.js';
import type { SeriesPointView, SeriesView } from './series.view.js';
import { bucketEdges, isTimeZone } from './time-zone.js';
import type { Metric, TimeseriesDto } from './timeseries.dto.js';

const MOST_BUCKETS = 10_000;
const SIZES = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

type Value = Pick<SeriesPointView, 'value' | 'p95' | 'p99'>;

@Injectable()
export class TimeSeries {
  constructor(
    private readonly usage: UsageReader,
    private readonly made: MadeThings,
    private readonly clock: Clock,
  ) {}

  async of(caller: Principal, query: TimeseriesDto): Promise<SeriesView> {
    const { metric, bucket, tz, group_by: groupBy } = query;
    if (!isTimeZone(tz)) throw new AppError('bad_request', 'tz must be a time zone such as Europe/Berlin.');
    const { from, to } = rangeOf(query, this.clock);
    if ((to - from) / SIZES[bucket] > MOST_BUCKETS) {
      throw new AppError('bad_request', `The range has more than ${MOST_BUCKETS} buckets; ask for larger ones.`);
    }
    const scope = scopeOf(caller, query.scope);
    const edges = bucketEdges(from, to, bucket, tz);
    const isMade = metric === 'documents' || metric === 'memories';
    if (isMade && groupBy) throw new AppError('bad_request', `${metric} have no ${groupBy}.`);
    const series = isMade
      ? await this.madeSeries(metric, scope, { from, to }, edges)
      : await this.usageSeries(metric, { scope, from, to, groupBy }, edges);
    return { metric, bucket, tz, from: iso(from), to: iso(to), series };
  }

  private async usageSeries(
    metric: Exclude<Metric, 'documents' | 'memories'>,
    range: { scope: Scope; from: number; to: number; groupBy?: 'model' | 'agent' },
    edges: number[],
  ): Promise<SeriesPointView[]> {
    const withDurations = metric === 'latency_ms' || metric === 'ttft_ms';
    const cells = await this.usage.read({ ...range, edges, withDurations });
    const groups = new Map<string, (UsageSum | undefined)[]>();
    if (!range.groupBy) groups.set('', []);
    for (const cell of cells) {
      let sums = groups.get(cell.group);
      if (!sums) groups.set(cell.group, (sums = []));
      (sums[bucketOf(cell.time, edges)] ??= new UsageSum()).add(cell);
    }
    const starts = edges.slice(0, -1).map(iso);
    return [...groups.keys()].sort().flatMap((group) => {
      const sums = groups.get(group)!;
      const name = range.groupBy && { group };
      return starts.map((t, i) => ({ t, ...valueOf(metric, sums[i]), ...name }));
    });
  }

  private async madeSeries(
    things: 'documents' | 'memories',
    scope: Scope,
    { from, to }: { from: number; to: number },
    edges: number[],
  ): Promise<SeriesPointView[]> {
    const points: SeriesPointView[] = edges.slice(0, -1).map((edge) => ({ t: iso(edge), value: 0 }));
    for (const { time, count } of await this.made.times(things, scope, from, to)) {
      const point = points[bucketOf(time, edges)];
      if (point) point.value! += count;
    }
    return points;
  }
}

const EMPTY = new UsageSum();

function valueOf(metric: Exclude<Metric, 'documents' | 'memories'>, sum: UsageSum = EMPTY): Value {
  if (metric === 'latency_ms' || metric === 'ttft_ms') {
    const { p50: value, p95, p99 } = metric === 'latency_ms' ? sum.latency() : sum.ttft();
    return { value, p95, p99 };
  }
  return { value: sum[metric] };
}

/** The bucket a time lies in; before the first edge counts as the first (a cut minute that was taken whole). */
function bucketOf(time: number, edges: number[]): number {
  let low = 0;
  let high = edges.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= time) low = middle;
    else high = middle;
  }
  return low;
}

const iso = (time: number) => new Date(time).toISOString();
