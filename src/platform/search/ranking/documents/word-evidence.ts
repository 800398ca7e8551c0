// What a word of the index has to do with a question, worked out when the word is first met; knows no entries.
import { gramKey, readGramKeys } from '../../analysis/gram-keys.js';
import type { IndexReader } from '../../engine/index-reader.js';
import { GramTable } from './gram-table.js';
import type { Question } from './question.js';

/** A word that shares less than this part of a term's grams is another word. */
export const LEAST_LIKENESS = 0.5;

/** A word of one segment that bears on the question. */
export interface Evidence {
  /** The term it is a form of, -1 for none. */
  readonly term: number;
  /** Other terms it is like, and how much: the share of the term's grams it has, from half on. */
  readonly alike: readonly { readonly term: number; readonly share: number }[];
  /** Grams of the question it has. */
  readonly grams: readonly number[];
}

/** Kinds of words, beside 2 + place of its evidence. */
export const UNKNOWN = 0;
export const IRRELEVANT = 1;

// Shared by all questions of the thread, and in order between two of them: ranking is synchronous.
const table = new GramTable();
let sharedKinds = new Uint32Array(0);
let keys = new Uint32Array(64);
let found = new Uint16Array(64);
const NONE: readonly never[] = [];

/** Reads words of one segment at a time. */
export class WordEvidence {
  /** By word number; to be read before of() is asked, because nearly all words are IRRELEVANT. */
  kinds = sharedKinds;
  /** The question's grams, each once, with the terms that have it. */
  readonly grams: readonly { readonly gram: string; readonly terms: readonly number[] }[];
  private readonly shares: Float32Array;
  private readonly met: number[] = [];
  private evidence: Evidence[] = [];
  private segment = -1;
  private bytes: Uint8Array = new Uint8Array(0);
  private offsets: Uint32Array = new Uint32Array(0);

  constructor(
    private readonly reader: IndexReader,
    private readonly question: Question,
  ) {
    const grams = new Map<string, number[]>();
    question.terms.forEach((term, place) => {
      if (grams.size + term.grams.length > GramTable.most) return;
      for (const gram of term.grams) {
        const terms = grams.get(gram);
        if (terms) terms.push(place);
        else grams.set(gram, [place]);
      }
    });
    this.grams = [...grams].map(([gram, terms]) => ({ gram, terms }));
    table.clear();
    this.grams.forEach(({ gram }, place) => table.set(gramKey(gram), place));
    this.shares = new Float32Array(question.terms.length);
  }

  /** Turns to the words of a segment. */
  enter(segment: number): void {
    if (segment === this.segment) return;
    this.leave();
    this.segment = segment;
    const { bytes, offsets } = this.reader.vocabularyOf(segment).parts;
    this.bytes = bytes;
    this.offsets = offsets;
    if (sharedKinds.length < offsets.length) sharedKinds = new Uint32Array(Math.ceil(offsets.length * 1.25));
    this.kinds = sharedKinds;
    this.question.terms.forEach(({ words }, term) => {
      for (const word of this.reader.wordsIn(words, segment)) this.note(word, term);
    });
  }

  /** Must be called at the end. */
  leave(): void {
    const { kinds, met } = this;
    for (let at = 0; at < met.length; at++) kinds[met[at]!] = UNKNOWN;
    met.length = 0;
    this.evidence = [];
  }

  /** Undefined for a word that has nothing to do with the question. */
  of(word: number): Evidence | undefined {
    const known = this.kinds[word]!;
    const kind = known === UNKNOWN ? this.note(word, -1) : known;
    // Asked for, because V8 looks for [-1] by its name, which takes as long as reading a sentence.
    return kind === IRRELEVANT ? undefined : this.evidence[kind - 2];
  }

  private note(word: number, term: number): number {
    const from = this.offsets[word]!;
    const to = this.offsets[word + 1]!;
    if (keys.length <= to - from) {
      keys = new Uint32Array((to - from) * 2);
      found = new Uint16Array((to - from) * 2);
    }
    const count = table.find(keys, readGramKeys(this.bytes, from, to, keys), found);
    this.met.push(word);
    let kind = IRRELEVANT;
    if (term >= 0 || count > 0) {
      const grams = Array.from(found.subarray(0, count));
      this.evidence.push({ term, grams, alike: count > 0 ? this.alike(grams, term) : NONE });
      kind = this.evidence.length + 1;
    }
    this.kinds[word] = kind;
    return kind;
  }

  private alike(grams: readonly number[], own: number): Evidence['alike'] {
    const { shares, question } = this;
    for (const gram of grams) for (const term of this.grams[gram]!.terms) shares[term]!++;
    let alike: { term: number; share: number }[] | undefined;
    for (let term = 0; term < shares.length; term++) {
      if (shares[term] === 0) continue;
      const share = shares[term]! / question.terms[term]!.grams.length;
      if (share >= LEAST_LIKENESS && term !== own) (alike ??= []).push({ term, share });
      shares[term] = 0;
    }
    return alike ?? NONE;
  }
}
