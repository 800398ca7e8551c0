import { ApiProperty } from '@nestjs/swagger';

/** One bucket of a series. */
export class SeriesPointView {
  /** When the bucket begins; ISO-8601 UTC. */
  t: string;
  /** A sum; for `latency_ms` and `ttft_ms` the median, within 2 %, null where nothing was measured. */
  @ApiProperty({ type: 'number', nullable: true })
  value: number | null;
  /** Durations only: 95 of 100 took no longer. */
  @ApiProperty({ type: 'number', nullable: true, required: false })
  p95?: number | null;
  @ApiProperty({ type: 'number', nullable: true, required: false })
  p99?: number | null;
  /** The model or agent, with `group_by`; empty where none was named. */
  group?: string;
}

export interface SeriesView {
  metric: string;
  bucket: string;
  tz: string;
  from: string;
  to: string;
  series: SeriesPointView[];
}

/** RFC 4180; a name that a spreadsheet would take for a formula is made harmless. */
export function toCsv({ series }: SeriesView): string {
  const columns = (['t', 'value', 'p95', 'p99', 'group'] as const).filter(
    (column) => column === 't' || column === 'value' || series.some((point) => point[column] !== undefined),
  );
  const lines = series.map((point) => columns.map((column) => field(point[column])).join(','));
  return [columns.join(','), ...lines, ''].join('\r\n');
}

function field(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
