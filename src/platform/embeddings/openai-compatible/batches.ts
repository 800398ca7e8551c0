const MOST_TEXTS = 64;
/** UTF-16 units; servers limit the tokens of a request too. */
const MOST_UNITS = 200_000;

/** Cuts a list of texts into requests. */
export function batchesOf(texts: readonly string[]): string[][] {
  const batches: string[][] = [];
  let units = Infinity;
  for (const text of texts) {
    const current = batches.at(-1);
    if (current && current.length < MOST_TEXTS && units + text.length <= MOST_UNITS) {
      current.push(text);
      units += text.length;
    } else {
      batches.push([text]);
      units = text.length;
    }
  }
  return batches;
}
