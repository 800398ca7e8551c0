/** A way to write: rules, and how formal, warm, long or easy an answer should be. */
import type { NamedProfile } from '../profiles/named-profile.js';

/** In whatever words or numbers its maker chose; the model reads them as they are. */
export type StyleValue = string | number | boolean;

export interface ToneDefinition {
  rules?: string[];
  examples?: (string | Record<string, string>)[] | null;
  formality?: StyleValue | null;
  warmth?: StyleValue | null;
  length?: StyleValue | null;
  reading_level?: StyleValue | null;
  /** How much statements are taken back: perhaps, might, I think. */
  hedging?: StyleValue | null;
  /** To answer in, whatever is asked in. */
  language?: string | null;
  emoji?: StyleValue | null;
}

export type Tone = NamedProfile<ToneDefinition>;

const builtIn = (n: number, name: string, definition: ToneDefinition): Tone => ({
  id: `00000000-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`,
  name,
  definition,
  version: 1,
  isOwn: false,
  shared: true,
  builtIn: true,
});

export const BUILT_IN_TONES: readonly Tone[] = [
  builtIn(1, 'neutral', {
    rules: ['Write plainly and to the point.', 'Take no side and show no feeling.'],
    formality: 'medium',
    warmth: 'medium',
    emoji: false,
  }),
  builtIn(2, 'friendly', {
    rules: ['Write as a helpful friend would.', 'Speak to the reader directly and use contractions.'],
    formality: 'low',
    warmth: 'high',
    emoji: 'sparingly',
  }),
  builtIn(3, 'concise', {
    rules: ['Answer first, in as few words as it takes.', 'No introduction, no repetition, no closing remarks.'],
    length: 'short',
    emoji: false,
  }),
  builtIn(4, 'formal', {
    rules: ['Write in whole sentences, without contractions or slang.', 'Stay courteous and impersonal.'],
    formality: 'high',
    warmth: 'low',
    emoji: false,
  }),
  builtIn(5, 'plain-language', {
    rules: [
      'Use short sentences and everyday words.',
      'Explain every term that not everybody knows.',
      'One thought a sentence; say what to do, step by step.',
    ],
    reading_level: 'easy, for readers of about twelve years',
    emoji: false,
  }),
  builtIn(6, 'teacher', {
    rules: [
      'Explain step by step, from what is known to what is new.',
      'Give an example for each idea.',
      'End with one question that checks understanding.',
    ],
    warmth: 'high',
    reading_level: 'adapted to the question',
    emoji: false,
  }),
];
