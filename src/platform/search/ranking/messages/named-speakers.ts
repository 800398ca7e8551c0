// Finds which speaker a question is about. Knows names and words, nothing of the index.
import { analyzeText } from '../../analysis/analyze-text.js';
import { isStopWord } from '../../analysis/stop-words.js';

/** The speakers a question names. */
export interface NamedSpeakers {
  /** Names as the index has them, when the question names exactly one person; several may share a first name. */
  only: ReadonlySet<string>;
  /** Folded words of the question that are somebody's name. */
  words: ReadonlySet<string>;
}

/** Beyond so many speakers (a public channel), names are words like others. */
const MAX_NAMES = 2000;

/** `names`: the speakers of the index; "Anna" names "Anna Berg", and so does "Anna's". */
export function namedSpeakers(question: string, names: readonly string[]): NamedSpeakers {
  const asked = new Set(analyzeText(question).words);
  const byWord = new Map<string, Set<string>>();
  for (const name of names.slice(0, MAX_NAMES)) {
    const [matched] = analyzeText(name).words.filter((word) => asked.has(word) && isMeant(word, question));
    if (matched === undefined) continue;
    const same = byWord.get(matched) ?? new Set<string>();
    byWord.set(matched, same.add(name));
  }
  const words = new Set(byWord.keys());
  const [only] = byWord.values();
  return { only: byWord.size === 1 && only ? only : new Set(), words };
}

/** A name that is a stop word too ("Will", "An") counts with a capital inside the sentence only. */
function isMeant(word: string, question: string): boolean {
  if (!isStopWord(word)) return word.length > 1;
  const capital = word.charAt(0).toUpperCase() + word.slice(1);
  return new RegExp(`\\S\\s+${capital}\\b`).test(question);
}
