// The second look: how well the words and sentences of one candidate answer the question; knows positions.
import type { EntryWords, IndexReader } from '../../engine/index-reader.js';
import type { Question } from './question.js';
import { type Evidence, IRRELEVANT, WordEvidence } from './word-evidence.js';

/** BM25's constants, as the engine has them (engine/bm25.ts). */
const K1 = 1.2;
const B = 0.75;

/** `grams` is a BM25 score, the others are shares of the question, 0..1 each. */
export interface CloseReading {
  /** BM25 over character grams, which find what stems miss: compounds, inflections, slips. */
  grams: number;
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
  private readonly evidence: WordEvidence;
  private readonly gramWeights: Float32Array;
  /** What a word without grams (with digits, mostly) weighs in their place. */
  private readonly ownWeights: Float32Array;
  private readonly gramCounts: Float32Array;
  private readonly ownCounts: Float32Array;
  private readonly inTitle: Float32Array;
  private readonly inSentence: Float32Array;
  private readonly inText: Float32Array;
  private readonly lastSeen: Int32Array;
  private readonly pairsFound: Uint8Array;

  constructor(
    private readonly reader: IndexReader,
    private readonly question: Question,
  ) {
    const { terms, pairs } = question;
    this.evidence = new WordEvidence(reader, question);
    // Each word's grams together weigh the root of their number: long words count more, but not in proportion.
    this.gramWeights = Float32Array.from(this.evidence.grams, ({ gram, terms: places }) => {
      const idf = reader.idf(Math.min(reader.gramCost(gram), reader.liveCount));
      return idf * places.reduce((sum, place) => sum + terms[place]!.weight / Math.sqrt(terms[place]!.grams.length), 0);
    });
    this.ownWeights = Float32Array.from(terms, ({ grams, isCut, idf, key }) =>
      grams.length > 0 || isCut ? 0 : idf * Math.sqrt(Math.max(1, key.length - 1)),
    );
    this.gramCounts = new Float32Array(this.gramWeights.length);
    this.ownCounts = new Float32Array(terms.length);
    this.inTitle = new Float32Array(terms.length);
    this.inSentence = new Float32Array(terms.length);
    this.inText = new Float32Array(terms.length);
    this.lastSeen = new Int32Array(terms.length);
    this.pairsFound = new Uint8Array(pairs.length);
  }

  /** The readings of the entries, in their order. */
  readAll(entries: Uint32Array): CloseReading[] {
    const readings: CloseReading[] = [];
    // By number, so that one segment is read after the other.
    const order = Uint32Array.from(entries, (_, place) => place).sort((a, b) => entries[a]! - entries[b]!);
    for (const place of order) readings[place] = this.read(entries[place]!);
    this.evidence.leave();
    return readings;
  }

  private read(entry: number): CloseReading {
    const { inTitle, inSentence, inText, evidence } = this;
    const text = this.reader.textOf(entry);
    evidence.enter(text.segment);
    const { words, sentences, count, titleCount } = text;
    const { kinds } = evidence;
    this.gramCounts.fill(0);
    this.ownCounts.fill(0);
    this.lastSeen.fill(-1_000);
    this.pairsFound.fill(0);
    inTitle.fill(0);
    for (let at = 0; at < titleCount; at++) this.take(evidence.of(words[at]!), inTitle);
    const title = this.share(inTitle);
    inText.set(inTitle);
    let sentence = title;
    let number = -1;
    for (let at = titleCount; at < count; at++) {
      const word = words[at]!;
      if (kinds[word] === IRRELEVANT) continue;
      const found = evidence.of(word);
      if (found === undefined) continue;
      if (sentences[at] !== number) {
        if (number >= 0) sentence = Math.max(sentence, this.endSentence());
        number = sentences[at]!;
        inSentence.set(inTitle);
      }
      this.take(found, inSentence);
      if (found.term >= 0) this.takePairs(found.term, text, at);
    }
    if (number >= 0) sentence = Math.max(sentence, this.endSentence());
    return { grams: this.gramScore(entry), sentence, coverage: this.share(inText), title, pairs: this.pairShare() };
  }

  private take(word: Evidence | undefined, found: Float32Array): void {
    if (word === undefined) return;
    if (word.term >= 0) {
      found[word.term] = 1;
      this.ownCounts[word.term]!++;
    }
    for (const { term, share } of word.alike) if (share > found[term]!) found[term] = share;
    for (const gram of word.grams) this.gramCounts[gram]!++;
  }

  private endSentence(): number {
    const { inSentence, inText } = this;
    for (let place = 0; place < inText.length; place++)
      if (inSentence[place]! > inText[place]!) inText[place] = inSentence[place]!;
    return this.share(inSentence);
  }

  private share(found: Float32Array): number {
    const { terms, totalIdf } = this.question;
    let sum = 0;
    for (let place = 0; place < found.length; place++) if (found[place]! > 0) sum += found[place]! * terms[place]!.idf;
    return sum / totalIdf;
  }

  private gramScore(entry: number): number {
    const { gramCounts, gramWeights, ownCounts, ownWeights, reader } = this;
    const norm = K1 * (1 - B + (B * reader.lengthOf(entry)) / reader.averageLength);
    let sum = 0;
    for (let gram = 0; gram < gramCounts.length; gram++) {
      const count = gramCounts[gram]!;
      if (count > 0) sum += (gramWeights[gram]! * count) / (count + norm);
    }
    for (let term = 0; term < ownCounts.length; term++) {
      const count = ownCounts[term]!;
      if (count > 0) sum += (ownWeights[term]! * count) / (count + norm);
    }
    return sum;
  }

  /** A pair counts where its words follow each other, directly or as far apart as in the question. */
  private takePairs(term: number, { positions }: EntryWords, at: number): void {
    const { pairs } = this.question;
    const { lastSeen } = this;
    const position = positions[at]!;
    for (let number = 0; number < pairs.length; number++) {
      const pair = pairs[number]!;
      if (pair.second !== term) continue;
      const apart = position - lastSeen[pair.first]!;
      if (apart === 1 || apart === pair.distance) this.pairsFound[number] = 1;
    }
    lastSeen[term] = position;
  }

  private pairShare(): number {
    const { pairs, totalPairWeight } = this.question;
    let sum = 0;
    for (let number = 0; number < pairs.length; number++)
      if (this.pairsFound[number] === 1) sum += pairs[number]!.weight;
    return sum / totalPairWeight;
  }
}
