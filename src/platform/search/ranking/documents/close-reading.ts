// The second look: how well the sentences of one candidate answer the question; knows positions, not BM25.
import type { IndexReader, Matcher, Matches } from '../../engine/index-reader.js';
import type { Question } from './question.js';

/** What a matcher takes. */
const MOST_CLASSES = 254;
/** A word that shares less than this part of a term's grams is another word. */
const LEAST_LIKENESS = 0.5;

/** Shares of the question, 0..1 each. */
export interface CloseReading {
  /** Best sentence, together with the title: idf-weighted share of the terms found there. */
  sentence: number;
  /** The same for the whole text and title. */
  coverage: number;
  /** The same for the title alone. */
  title: number;
  /** Neighbouring words of the question that are neighbours in the text. */
  pairs: number;
}

/** Reads candidates one by one. A term counts 1 where its stem stands, less where a word shares half its grams. */
export class CloseReader {
  private readonly matcher: Matcher;
  /** Terms each gram class belongs to; classes 0.. are the terms' own. */
  private readonly gramTerms: number[][] = [];
  private readonly inTitle: Float32Array;
  private readonly inSentence: Float32Array;
  private readonly inText: Float32Array;
  private readonly likeness: Float32Array;
  private readonly lastSeen: Int32Array;

  constructor(
    reader: IndexReader,
    private readonly question: Question,
  ) {
    const { terms } = question;
    const grams = new Map<string, number[]>();
    terms.forEach((term, place) => {
      if (terms.length + grams.size + term.grams.length > MOST_CLASSES) return;
      for (const gram of term.grams) grams.set(gram, [...(grams.get(gram) ?? []), place]);
    });
    this.gramTerms = [...grams.values()];
    const gramClasses = [...grams.keys()].map((gram) => reader.gramClass(gram));
    this.matcher = reader.matcher([...terms.map((term) => term.words), ...gramClasses]);
    [this.inTitle, this.inSentence, this.inText, this.likeness] = [0, 1, 2, 3].map(
      () => new Float32Array(terms.length),
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    this.lastSeen = new Int32Array(terms.length);
  }

  read(entry: number): CloseReading {
    const { inTitle, inSentence, inText } = this;
    inTitle.fill(0);
    const title = this.matcher.matchTitle(entry);
    for (let at = 0; at < title.count;) at = this.takeWord(title, at, inTitle);
    const titleShare = this.share(inTitle);
    inText.set(inTitle);
    let sentence = titleShare;
    const matches = this.matcher.match(entry);
    for (let at = 0; at < matches.count;) {
      const number = matches.sentences[at];
      inSentence.set(inTitle);
      while (at < matches.count && matches.sentences[at] === number) at = this.takeWord(matches, at, inSentence);
      sentence = Math.max(sentence, this.share(inSentence));
      keepGreater(inText, inSentence);
    }
    return { sentence, coverage: this.share(inText), title: titleShare, pairs: this.pairShare(matches) };
  }

  /** Takes all occurrences at one position: a term's own word, or a word like it. Gives where the next word begins. */
  private takeWord(matches: Matches, from: number, found: Float32Array): number {
    const { likeness } = this;
    const { terms } = this.question;
    const position = matches.positions[from];
    let hasGrams = false;
    let at = from;
    for (; at < matches.count && matches.positions[at] === position; at++) {
      const number = matches.terms[at] ?? 0;
      if (number < terms.length) found[number] = 1;
      else {
        hasGrams = true;
        for (const term of this.gramTerms[number - terms.length] ?? []) likeness[term] = (likeness[term] ?? 0) + 1;
      }
    }
    if (hasGrams) this.takeLikeness(found);
    return at;
  }

  private takeLikeness(found: Float32Array): void {
    const { likeness } = this;
    this.question.terms.forEach((term, place) => {
      const share = (likeness[place] ?? 0) / term.grams.length;
      if (share >= LEAST_LIKENESS && share > (found[place] ?? 0)) found[place] = Math.min(1, share);
    });
    likeness.fill(0);
  }

  private share(found: Float32Array): number {
    let sum = 0;
    for (let place = 0; place < found.length; place++)
      sum += (found[place] ?? 0) * (this.question.terms[place]?.idf ?? 0);
    return sum / this.question.totalIdf;
  }

  /** A pair counts where its words follow each other, directly or as far apart as in the question. */
  private pairShare(matches: Matches): number {
    const { pairs, terms, totalPairWeight } = this.question;
    if (pairs.length === 0) return 0;
    const { lastSeen } = this;
    const found = new Uint8Array(pairs.length);
    lastSeen.fill(-1_000);
    for (let at = 0; at < matches.count; at++) {
      const term = matches.terms[at] ?? 0;
      if (term >= terms.length) continue;
      const position = matches.positions[at] ?? 0;
      for (let number = 0; number < pairs.length; number++) {
        const pair = pairs[number];
        if (pair?.second !== term) continue;
        const apart = position - (lastSeen[pair.first] ?? 0);
        if (apart === 1 || apart === pair.distance) found[number] = 1;
      }
      lastSeen[term] = position;
    }
    return pairs.reduce((sum, pair, number) => sum + (found[number] ?? 0) * pair.weight, 0) / totalPairWeight;
  }
}

function keepGreater(kept: Float32Array, other: Float32Array): void {
  for (let place = 0; place < kept.length; place++)
    if ((other[place] ?? 0) > (kept[place] ?? 0)) kept[place] = other[place] ?? 0;
}
