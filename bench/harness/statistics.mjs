/** Medians, percentiles and ranges. Pure. */

const ascending = (values) => [...values].sort((a, b) => a - b);

/** @param {number[]} values @param {number} share 0..1 @returns {number} NaN when there is no value */
export function percentile(values, share) {
  const sorted = ascending(values);
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** @param {number[]} values */
export function median(values) {
  const sorted = ascending(values);
  const middle = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The distance between the extremes as a share of the median: 0.15 means the values lie within 15 %. */
export function variation(values) {
  if (values.length < 2) return 0;
  return (Math.max(...values) - Math.min(...values)) / median(values);
}

/** `a[i] / b[i]`, round by round, so that drift of the machine cancels out. */
export const ratios = (a, b) => a.map((value, index) => value / b[index]);

/** Three significant digits, as few characters as that takes. */
export function short(value) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100) return String(Math.round(value));
  return String(Number(value.toFixed(size >= 10 ? 1 : 2)));
}
