/**
 * Whether what an answer cites bears it out: each cited sentence against the passages it names. Words and numbers only,
 * so it finds what is made up or taken from elsewhere, not what is twisted. Pure.
 */
import { citedSentences } from './cited-sentences.js';
import { type Content, contentOf, shareOf } from './content-of.js';

export interface CitedSource {
  n: number;
  text: string;
}

/** Content words of a sentence that its sources must have; a paraphrase keeps about two of three. */
const LEAST_SHARE = 0.4;

/**
 * For each number the answer cites, whether every sentence that cites it is supported by the sources cited in it
 * together: enough of the sentence's content words, and every number. Numbers without a source are not judged.
 */
export function supportedCitations(answer: string, sources: readonly CitedSource[]): Map<number, boolean> {
  const contents = new Map<number, Content>();
  const byNumber = new Map(sources.map(({ n, text }) => [n, text]));
  const contentFor = (n: number): Content => {
    const known = contents.get(n) ?? contentOf(byNumber.get(n)!);
    contents.set(n, known);
    return known;
  };
  const verdicts = new Map<number, boolean>();
  for (const { text, cited } of citedSentences(answer)) {
    const known = cited.filter((n) => byNumber.has(n));
    if (known.length === 0) continue;
    const supported = isSupported(contentOf(text), known.map(contentFor));
    for (const n of known) verdicts.set(n, (verdicts.get(n) ?? true) && supported);
  }
  return verdicts;
}

function isSupported(sentence: Content, sources: readonly Content[]): boolean {
  const together: Content = {
    stems: new Set(sources.flatMap(({ stems }) => [...stems])),
    numbers: new Set(sources.flatMap(({ numbers }) => [...numbers])),
  };
  if (shareOf(sentence, together) < LEAST_SHARE) return false;
  return [...sentence.numbers].every((number) => together.numbers.has(number));
}
