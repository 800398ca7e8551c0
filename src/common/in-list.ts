/**
 * Marks and values of an `IN (…)` list of varying length: filled up with the last value to the next power of two, so that
 * there are few texts of a statement, each of which stays prepared. Whoever expects a number of changed rows counts the
 * values given, not these. Throws where there is none.
 */
export function inList<T>(values: readonly T[]): { marks: string; values: T[] } {
  if (!values.length) throw new Error('an IN list needs a value');
  const length = 2 ** Math.ceil(Math.log2(values.length));
  const filled = Array.from({ length }, (_, i) => values[Math.min(i, values.length - 1)]!);
  return { marks: filled.map(() => '?').join(', '), values: filled };
}
