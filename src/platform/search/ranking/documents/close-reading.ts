// The second look: how well the words and sentences of one candidate answer the question; knows positions.
import type { EntryWords, IndexReader } from '../../engine/index-reader.js';
import { placesOf } from '../places-of.js';
import type { Question, Term } from './question.js';
import { IRRELEVANT, WordEvidence } from './word-evidence.js';

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
    const { grams } = this.evidence;
    this.gramWeights = new Float32Array(grams.length);
    for (let at = 0; at < grams.length; at++) {
      const { gram, terms: places } = grams[at]!;
      let weight = 0;
      for (const place of places) weight += terms[place]!.weight / Math.sqrt(terms[place]!.grams.length);
      this.gramWeights[at] = reader.idf(Math.min(reader.gramCost(gram), reader.liveCount)) * weight;
    }
    this.ownWeights = new Float32Array(terms.length);
    for (let at = 0; at < terms.length; at++) this.ownWeights[at] = ownWeight(terms[at]!);
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
    const order = placesOf(entries).sort((a, b) => entries[a]! - entries[b]!);
    for (let at = 0; at < order.length; at++) readings[order[at]!] = this.read(entries[order[at]!]!);
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
      if (found < 0) continue;
      if (sentences[at] !== number) {
        if (number >= 0) sentence = Math.max(sentence, this.endSentence());
        number = sentences[at]!;
        inSentence.set(inTitle);
      }
      this.take(found, inSentence);
      const term = evidence.columns.terms[found]!;
      if (term >= 0) this.takePairs(term, text, at);
    }
    if (number >= 0) sentence = Math.max(sentence, this.endSentence());
    return { grams: this.gramScore(entry), sentence, coverage: this.share(inText), title, pairs: this.pairShare() };
  }

  private take(place: number, found: Float32Array): void {
    if (place < 0) return;
    const { terms, gramEnds, grams, likeEnds, likeTerms, likeShares } = this.evidence.columns;
    const { gramCounts } = this;
    const own = terms[place]!;
    if (own >= 0) {
      found[own] = 1;
      this.ownCounts[own]!++;
    }
    for (let at = place > 0 ? likeEnds[place - 1]! : 0; at < likeEnds[place]!; at++) {
      const term = likeTerms[at]!;
      if (likeShares[at]! > found[term]!) found[term] = likeShares[at]!;
    }
    for (let at = place > 0 ? gramEnds[place - 1]! : 0; at < gramEnds[place]!; at++) gramCounts[grams[at]!]!++;
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

/** What stands for the grams of a term that has none. */
function ownWeight({ grams, isCut, idf, key }: Term): number {
  return grams.length > 0 || isCut ? 0 : idf * Math.sqrt(Math.max(1, key.length - 1));
}
