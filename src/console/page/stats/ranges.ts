/** The spans of time one can look at, and how finely. */
export const RANGES = ['24 hours', '7 days', '30 days', '1 year'] as const;
export type RangeName = (typeof RANGES)[number];

export interface Range {
  /** ISO 8601, UTC. */
  from: string;
  to: string;
  bucket: 'hour' | 'day';
}

const HOUR_MS = 3_600_000;
const HOURS: Record<RangeName, number> = { '24 hours': 24, '7 days': 168, '30 days': 720, '1 year': 8760 };

export function rangeOf(name: RangeName, now = Date.now()): Range {
  return {
    from: new Date(now - HOURS[name] * HOUR_MS).toISOString(),
    to: new Date(now).toISOString(),
    bucket: HOURS[name] <= 168 ? 'hour' : 'day',
  };
}
