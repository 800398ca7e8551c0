/**
 * Counts of durations in buckets that grow by a constant factor, so that any percentile is right within 2 % of itself
 * and histograms of different times can be added up. Source: DDSketch (Masson, Rim, Lee; VLDB 2019), section 2. Pure.
 */

/** Relative error of a percentile. */
const ERROR = 0.02;
const FACTOR = (1 + ERROR) / (1 - ERROR);
const LOG_FACTOR = Math.log(FACTOR);

const ZERO = 48;
const COLON = 58;

/** Count by bucket. Bucket 0: no time at all. */
export type Histogram = Map<number, number>;

export function addDuration(histogram: Histogram, ms: number, count = 1): void {
  const bucket = ms <= 0 ? 0 : 1 + Math.max(0, Math.ceil(Math.log(ms) / LOG_FACTOR));
  histogram.set(bucket, (histogram.get(bucket) ?? 0) + count);
}

/** Adds what `histogramText` wrote. */
export function addHistogram(histogram: Histogram, text: string): void {
  let bucket = 0;
  let number = 0;
  // Digit by digit: a long series reads hundreds of thousands of pairs, and splitting takes five times as long.
  for (let i = 0; i <= text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= ZERO && code < ZERO + 10) {
      number = number * 10 + code - ZERO;
    } else {
      if (code === COLON) bucket = number;
      else if (number > 0) histogram.set(bucket, (histogram.get(bucket) ?? 0) + number);
      number = 0;
    }
  }
}

/** `bucket:count` pairs, as they are stored. */
export function histogramText(histogram: Histogram): string {
  const sorted = [...histogram].sort(([a], [b]) => a - b);
  return sorted.map(([bucket, count]) => `${bucket}:${count}`).join(' ');
}

/** Milliseconds, by nearest rank; null where nothing was measured. `shares` ascend within 0 to 1. */
export function percentiles(histogram: Histogram, shares: readonly number[]): (number | null)[] {
  const sorted = [...histogram].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return shares.map(() => null);
  let index = 0;
  let seen = sorted[0]![1];
  return shares.map((share) => {
    const rank = Math.max(1, Math.ceil(total * share));
    while (seen < rank) seen += sorted[++index]![1];
    return durationOf(sorted[index]![0]);
  });
}

/** The value of a bucket that is off by at most 2 % for all it holds; whole milliseconds. */
function durationOf(bucket: number): number {
  return bucket === 0 ? 0 : Math.round((2 * FACTOR ** (bucket - 1)) / (FACTOR + 1));
}
