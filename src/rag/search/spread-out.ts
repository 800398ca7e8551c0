/** Passages that repeat a better one word for word go to the end: a place in the answer is worth more. Pure. */
export function spreadOut<T extends { text: string }>(passages: readonly T[]): T[] {
  const seen = new Set<string>();
  const first: T[] = [];
  const repeated: T[] = [];
  for (const passage of passages) {
    const words = passage.text.toLowerCase().replace(/\s+/g, ' ').trim();
    (seen.has(words) ? repeated : first).push(passage);
    seen.add(words);
  }
  return [...first, ...repeated];
}
