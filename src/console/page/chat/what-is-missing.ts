/** What an answer had to do without, in sentences. */

const SENTENCES: Record<string, string> = {
  evidence: 'The documents say nothing about this question.',
  agent: 'The agent of this conversation is gone; it was answered without.',
  collection: 'A collection of this conversation is gone; nothing was found in the others.',
  tone: 'The tone of this conversation is gone; it was answered without.',
};

/** `missing` as `context-ready` tells it: names of sources that were late, or of what is not there. */
export function whatIsMissing(missing: readonly string[]): string {
  const late = missing.filter((name) => !(name in SENTENCES));
  const sentences = missing.flatMap((name) => SENTENCES[name] ?? []);
  if (late.length) sentences.unshift(`Not consulted in time: ${late.join(', ')}.`);
  return sentences.join(' ');
}
