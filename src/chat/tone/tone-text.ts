/** A tone as the model is told of it. Pure. */
import type { Tone } from './tone.js';

const LABELS = {
  formality: 'Formality',
  warmth: 'Warmth',
  length: 'Length',
  reading_level: 'Reading level',
  hedging: 'Hedging',
  emoji: 'Emoji',
  language: 'Language of the answer',
} as const;

export function toneText({ definition }: Pick<Tone, 'definition'>): string {
  const lines = (definition.rules ?? []).map((rule) => `- ${rule}`);
  for (const [key, label] of Object.entries(LABELS)) {
    const value = definition[key as keyof typeof LABELS];
    if (value != null) lines.push(`- ${label}: ${value === true ? 'yes' : value === false ? 'none' : value}`);
  }
  const examples = (definition.examples ?? []).map((example) =>
    typeof example === 'string'
      ? example
      : Object.entries(example)
          .map(([who, said]) => `${who}: ${said}`)
          .join('\n'),
  );
  if (examples.length) lines.push(`It sounds like this:\n${examples.join('\n---\n')}`);
  return lines.length ? `How to write, whatever is asked:\n${lines.join('\n')}` : '';
}
