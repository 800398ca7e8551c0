/** Series of model calls, tools and sign-ins: sums a bucket, of all or by group. */
import { Injectable } from '@nestjs/common';
import { type CallCell, type CountedQuestion, CountedReader } from '../calls/counted-reader.js';
import { checkGroups, linesOf, mostGroups } from './buckets.js';
import type { SeriesPointView } from './series.view.js';
import type { CountedMetric } from './timeseries.dto.js';

const MICROS = 1_000_000;
const OF_CALLS = {
  calls: ({ calls }: CallCell) => calls,
  call_tokens: ({ promptTokens, completionTokens }: CallCell) => promptTokens + completionTokens,
  call_cost: ({ costMicros }: CallCell) => costMicros / MICROS,
  retries: ({ retries }: CallCell) => retries,
};
const OF_COUNTS = { tools: 'tool', logins: 'login' };

/** What each may be grouped by. */
export const COUNTED_GROUPS: Record<CountedMetric, readonly string[]> = {
  calls: ['model', 'purpose'],
  call_tokens: ['model', 'purpose'],
  call_cost: ['model', 'purpose'],
  retries: ['model', 'purpose'],
  tools: ['label'],
  logins: ['label'],
};

@Injectable()
export class CountedSeries {
  constructor(private readonly reader: CountedReader) {}

  async of(
    metric: CountedMetric,
    question: CountedQuestion & { edges: number[] },
    groupBy?: string,
  ): Promise<SeriesPointView[]> {
    const isGrouped = groupBy !== undefined;
    const { edges } = question;
    const most = mostGroups(edges) + 1;
    if (metric === 'tools' || metric === 'logins') {
      if (isGrouped) checkGroups(await this.reader.countLabels(question, OF_COUNTS[metric], most), edges);
      const counts = (await this.reader.counts(question)).filter(({ name }) => name === OF_COUNTS[metric]);
      const cells = counts.map(({ time, label, count }) => ({ time, group: label, value: count }));
      return linesOf(cells, edges, isGrouped);
    }
    // Of all together: purposes are few and our own, models as many as people name.
    const by = groupBy === 'model' ? 'model' : 'purpose';
    if (isGrouped) checkGroups(await this.reader.countGroups(question, by, most), edges);
    const calls = await this.reader.calls(question, by);
    const cells = calls.map((cell) => ({ time: cell.time, group: cell.group, value: OF_CALLS[metric](cell) }));
    return linesOf(cells, edges, isGrouped);
  }
}
