/** Passages that repeat a better one word for word go to the end: a place in the answer is worth more. Pure. */
export function spreadOut<T extends { text: string }>(passages: readonly T[]): T[] {
  const repeats = repeatsIn(passages);
  if (!repeats.size) return [...passages];
  return [...passages.filter((passage) => !repeats.has(passage)), ...repeats];
}

/** Those that say what an earlier one says. */
export function repeatsIn<T extends { text: string }>(passages: readonly T[]): Set<T> {
  const repeats = new Set<T>();
  const seen = new Map<string, T[]>();
  for (const passage of passages) {
    const beginning = beginningOf(passage.text);
    const alike = seen.get(beginning) ?? [];
    if (!alike.length) seen.set(beginning, alike);
    else if (alike.some(({ text }) => wordsOf(text) === wordsOf(passage.text))) repeats.add(passage);
    alike.push(passage);
  }
  return repeats;
}

const BEGINNING = 24;

/** Texts that are the same word for word begin alike, and most texts need no closer look. */
function beginningOf(text: string): string {
  const some = wordsOf(text.slice(0, 2 * BEGINNING));
  return (some.length < BEGINNING ? wordsOf(text) : some).slice(0, BEGINNING);
}

const wordsOf = (text: string): string => text.toLowerCase().replace(/\s+/g, ' ').trim();
