/** What happened when: one number a bucket of time, empty buckets too. Never a message's text. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { Principal } from '../../common/owner.js';
import { MadeThings } from '../made-things.js';
import { rangeOf, type Scope, scopeOf } from '../scope.js';
import { UsageReader } from '../usage-reader.js';
import { UsageSum } from '../usage-sum.js';
import { bucketOf, checkGroups, mostGroups } from './buckets.js';
import { COUNTED_GROUPS, CountedSeries } from './counted-series.js';
import type { SeriesPointView, SeriesView } from './series.view.js';
import { bucketEdges, isTimeZone } from './time-zone.js';
import type { CountedMetric, Metric, TimeseriesDto, TurnMetric } from './timeseries.dto.js';

const MOST_BUCKETS = 10_000;
const SIZES = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const TURN_GROUPS = ['model', 'agent'] as const;

type Value = Pick<SeriesPointView, 'value' | 'p95' | 'p99'>;

/** A range and its buckets. Milliseconds since the epoch. */
interface Frame {
  scope: Scope;
  from: number;
  to: number;
  edges: number[];
}

@Injectable()
export class TimeSeries {
  constructor(
    private readonly usage: UsageReader,
    private readonly made: MadeThings,
    private readonly counted: CountedSeries,
    private readonly clock: Clock,
  ) {}

  async of(caller: Principal, query: TimeseriesDto): Promise<SeriesView> {
    const { metric, bucket, tz } = query;
    if (!isTimeZone(tz)) throw new AppError('bad_request', 'tz must be a time zone such as Europe/Berlin.');
    const { from, to } = rangeOf(query, this.clock);
    if ((to - from) / SIZES[bucket] > MOST_BUCKETS) {
      throw new AppError('bad_request', `The range has more than ${MOST_BUCKETS} buckets; ask for larger ones.`);
    }
    const scope = scopeOf(caller, query.scope);
    checkGroup(query);
    const series = await this.series(query, { scope, from, to, edges: bucketEdges(from, to, bucket, tz) });
    return { metric, bucket, tz, from: iso(from), to: iso(to), series };
  }

  private series({ metric, group_by: groupBy }: TimeseriesDto, frame: Frame): Promise<SeriesPointView[]> {
    if (isMade(metric)) return this.madeSeries(metric, frame);
    if (isCounted(metric)) return this.counted.of(metric, frame, groupBy);
    return this.usageSeries(metric, frame, groupBy as (typeof TURN_GROUPS)[number] | undefined);
  }

  private async usageSeries(
    metric: TurnMetric,
    { edges, ...range }: Frame,
    groupBy?: (typeof TURN_GROUPS)[number],
  ): Promise<SeriesPointView[]> {
    const withDurations = metric === 'latency_ms' || metric === 'ttft_ms';
    const question = { ...range, groupBy, edges, withDurations };
    if (groupBy) checkGroups(await this.usage.countGroups(question, mostGroups(edges) + 1), edges);
    const cells = await this.usage.read(question);
    const groups = new Map<string, (UsageSum | undefined)[]>();
    if (!groupBy) groups.set('', []);
    for (const cell of cells) {
      let sums = groups.get(cell.group);
      if (!sums) groups.set(cell.group, (sums = []));
      (sums[bucketOf(cell.time, edges)] ??= new UsageSum()).add(cell);
    }
    checkGroups(groups.size, edges);
    const starts = edges.slice(0, -1).map(iso);
    return [...groups.keys()].sort().flatMap((group) => {
      const sums = groups.get(group)!;
      const name = groupBy && { group };
      return starts.map((t, i) => ({ t, ...valueOf(metric, sums[i]), ...name }));
    });
  }

  private async madeSeries(
    things: 'documents' | 'memories',
    { scope, from, to, edges }: Frame,
  ): Promise<SeriesPointView[]> {
    const points: SeriesPointView[] = edges.slice(0, -1).map((edge) => ({ t: iso(edge), value: 0 }));
    for (const { time, count } of await this.made.times(things, scope, from, to)) {
      const point = points[bucketOf(time, edges)];
      if (point) point.value! += count;
    }
    return points;
  }
}

const isMade = (metric: Metric): metric is 'documents' | 'memories' => metric === 'documents' || metric === 'memories';
const isCounted = (metric: Metric): metric is CountedMetric => Object.hasOwn(COUNTED_GROUPS, metric);

function checkGroup({ metric, group_by: groupBy }: TimeseriesDto): void {
  if (!groupBy) return;
  const allowed = isMade(metric) ? [] : isCounted(metric) ? COUNTED_GROUPS[metric] : TURN_GROUPS;
  if (!(allowed as readonly string[]).includes(groupBy)) {
    throw new AppError('bad_request', `${metric} have no ${groupBy}.`);
  }
}

const EMPTY = new UsageSum();

function valueOf(metric: TurnMetric, sum: UsageSum = EMPTY): Value {
  if (metric === 'latency_ms' || metric === 'ttft_ms') {
    const { p50: value, p95, p99 } = metric === 'latency_ms' ? sum.latency() : sum.ttft();
    return { value, p95, p99 };
  }
  return { value: sum[metric] };
}

const iso = (time: number) => new Date(time).toISOString();
