import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { StatsQueryDto } from '../stats-query.dto.js';

export const METRICS = ['turns', 'tokens', 'latency_ms', 'ttft_ms', 'errors', 'documents', 'memories', 'cost'] as const;
export type Metric = (typeof METRICS)[number];

export const BUCKETS = ['minute', 'hour', 'day'] as const;
export type Bucket = (typeof BUCKETS)[number];

export class TimeseriesDto extends StatsQueryDto {
  @IsIn(METRICS)
  metric: Metric;

  @IsIn(BUCKETS)
  bucket: Bucket;

  /** A line for each model or agent; not for documents and memories. */
  @IsOptional()
  @IsIn(['model', 'agent'])
  group_by?: 'model' | 'agent';

  /** IANA time zone in which hours and days begin; UTC unless given. */
  @IsOptional()
  @IsString()
  @MaxLength(64)
  tz: string = 'UTC';

  @IsOptional()
  @IsIn(['json', 'csv'])
  format: 'json' | 'csv' = 'json';
}
