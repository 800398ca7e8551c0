import { IsIn, IsString, MaxLength } from 'class-validator';
import { StatsQueryDto } from '../stats-query.dto.js';
import { MayBeAbsent } from '../../http/may-be-absent.decorator.js';

const OF_TURNS = ['turns', 'tokens', 'latency_ms', 'ttft_ms', 'errors', 'cost'] as const;
const OF_THINGS = ['documents', 'memories'] as const;
/** `calls`, `call_tokens`, `call_cost`, `retries`: of model calls; `tools`, `logins`: how often. */
const COUNTED = ['calls', 'call_tokens', 'call_cost', 'retries', 'tools', 'logins'] as const;

export const METRICS = [...OF_TURNS, ...OF_THINGS, ...COUNTED] as const;
export type TurnMetric = (typeof OF_TURNS)[number];
export type CountedMetric = (typeof COUNTED)[number];
export type Metric = (typeof METRICS)[number];

export const BUCKETS = ['minute', 'hour', 'day'] as const;
export type Bucket = (typeof BUCKETS)[number];

export class TimeseriesDto extends StatsQueryDto {
  @IsIn(METRICS)
  metric: Metric;

  @IsIn(BUCKETS)
  bucket: Bucket;

  /** A line for each: of turns by `model` or `agent`, of calls by `model` or `purpose`, of tools and sign-ins by `label`. */
  @MayBeAbsent()
  @IsIn(['model', 'agent', 'purpose', 'label'])
  group_by?: 'model' | 'agent' | 'purpose' | 'label';

  /** IANA time zone in which hours and days begin; UTC unless given. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(64)
  tz: string = 'UTC';

  @MayBeAbsent()
  @IsIn(['json', 'csv'])
  format: 'json' | 'csv' = 'json';
}
