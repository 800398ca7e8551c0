/** Adds up what the reader gave. Pure. */
import { addDuration, addHistogram, type Histogram, percentiles } from './rollup/histogram.js';
import type { UsageCell } from './usage-reader.js';

const SHARES = [0.5, 0.95, 0.99];
const MICROS = 1_000_000;

export class UsageSum {
  turns = 0;
  errors = 0;
  promptTokens = 0;
  completionTokens = 0;
  private costMicros = 0;
  private readonly totalMs: Histogram = new Map();
  private readonly firstTokenMs: Histogram = new Map();

  add(cell: UsageCell): void {
    this.turns += cell.turns;
    this.errors += cell.errors;
    this.promptTokens += cell.promptTokens;
    this.completionTokens += cell.completionTokens;
    this.costMicros += cell.costMicros;
    const addTo = cell.isRow ? addOne : addHistogram;
    addTo(this.totalMs, cell.totalMs);
    addTo(this.firstTokenMs, cell.firstTokenMs);
  }

  get tokens(): number {
    return this.promptTokens + this.completionTokens;
  }

  /** In the currency of the price table. */
  get cost(): number {
    return this.costMicros / MICROS;
  }

  /** Milliseconds, within 2 %: half, 95 % and 99 % took no longer. */
  latency() {
    return named(percentiles(this.totalMs, SHARES));
  }

  ttft() {
    return named(percentiles(this.firstTokenMs, SHARES));
  }
}

function addOne(histogram: Histogram, text: string): void {
  if (text !== '') addDuration(histogram, Number(text));
}

function named([p50, p95, p99]: (number | null)[]) {
  return { p50: p50 ?? null, p95: p95 ?? null, p99: p99 ?? null };
}
