/** So that lists of any length need few statements: each text is kept prepared. */
const STEP = 32;

/** Marks and values of an IN list, filled up with its last id, which changes nothing of what it says. */
export function idList(ids: readonly string[]): { marks: string; values: string[] } {
  const length = Math.ceil(ids.length / STEP) * STEP;
  const values = Array.from({ length }, (_, i) => ids[Math.min(i, ids.length - 1)]!);
  return { marks: values.map(() => '?').join(', '), values };
}
