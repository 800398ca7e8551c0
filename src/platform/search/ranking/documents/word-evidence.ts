// What a word of the index has to do with a question, worked out when the word is first met; knows no entries.
import { gramKey, readGramKeys } from '../../analysis/gram-keys.js';
import type { IndexReader } from '../../engine/index-reader.js';
import { GramTable } from './gram-table.js';
import type { Question } from './question.js';

/** A word that shares less than this part of a term's grams is another word. */
export const LEAST_LIKENESS = 0.5;

/**
 * What words of one segment have to do with the question, in columns: a search meets some hundred of them. The grams and
 * likenesses of one begin where those of the one before end.
 */
export class EvidenceColumns {
  count = 0;
  /** The term it is a form of, -1 for none. */
  terms = new Int32Array(128);
  gramEnds = new Uint32Array(128);
  /** Grams of the question it has. */
  grams = new Uint16Array(1024);
  likeEnds = new Uint32Array(128);
  /** Other terms it is like, and how much: the share of the term's grams it has, from half on. */
  likeTerms = new Uint16Array(128);
  likeShares = new Float32Array(128);

  clear(): void {
    this.count = 0;
  }

  get gramCount(): number {
    return this.count > 0 ? this.gramEnds[this.count - 1]! : 0;
  }

  get likeCount(): number {
    return this.count > 0 ? this.likeEnds[this.count - 1]! : 0;
  }

  /** Makes room for one more with so many grams and likenesses. */
  reserve(grams: number, likenesses: number): void {
    if (this.count === this.terms.length) {
      this.terms = longer(this.terms);
      this.gramEnds = longer(this.gramEnds);
      this.likeEnds = longer(this.likeEnds);
    }
    while (this.gramCount + grams > this.grams.length) this.grams = longer(this.grams);
    while (this.likeCount + likenesses > this.likeTerms.length) {
      this.likeTerms = longer(this.likeTerms);
      this.likeShares = longer(this.likeShares);
    }
  }
}

function longer<T extends Int32Array | Uint32Array | Uint16Array | Float32Array>(values: T): T {
  const made = new (values.constructor as new (length: number) => T)(values.length * 2);
  made.set(values);
  return made;
}

/** Kinds of words: not looked at yet, nothing to do with the question, and from FIRST on by their places in the columns. */
export const UNKNOWN = 0;
export const IRRELEVANT = 1;
const FIRST = 2;

// Shared by all questions of the thread, and in order between two of them: ranking is synchronous.
const table = new GramTable();
let sharedKinds = new Uint32Array(0);
let keys = new Uint32Array(64);
let found = new Uint16Array(64);
/** Words of the segment that is read whose kinds are known. */
let met = new Uint32Array(1024);
const columns = new EvidenceColumns();

/** Reads words of one segment at a time. */
export class WordEvidence {
  /** By word number; to be read before of() is asked, because nearly all words are IRRELEVANT. */
  kinds = sharedKinds;
  /** The question's grams, each once, with the terms that have it. */
  readonly grams: readonly { readonly gram: string; readonly terms: readonly number[] }[];
  private readonly shares: Float32Array;
  /** Of the segment that is read. */
  readonly columns = columns;
  private metCount = 0;
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
    columns.clear();
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
    const { kinds, metCount } = this;
    for (let at = 0; at < metCount; at++) kinds[met[at]!] = UNKNOWN;
    this.metCount = 0;
    this.columns.clear();
  }

  /** Its place in the columns; -1 for a word that has nothing to do with the question. */
  of(word: number): number {
    const known = this.kinds[word]!;
    return (known === UNKNOWN ? this.note(word, -1) : known) - FIRST;
  }

  private note(word: number, term: number): number {
    const from = this.offsets[word]!;
    const to = this.offsets[word + 1]!;
    if (keys.length <= to - from) {
      keys = new Uint32Array((to - from) * 2);
      found = new Uint16Array((to - from) * 2);
    }
    const count = table.find(keys, readGramKeys(this.bytes, from, to, keys), found);
    if (this.metCount === met.length) met = longer(met);
    met[this.metCount++] = word;
    const kind = term >= 0 || count > 0 ? FIRST + this.add(term, count) : IRRELEVANT;
    this.kinds[word] = kind;
    return kind;
  }

  /** With the grams that were found. Gives its place. */
  private add(term: number, count: number): number {
    const { shares, question, columns } = this;
    columns.reserve(count, shares.length);
    const { grams, likeTerms, likeShares } = columns;
    let gram = columns.gramCount;
    for (let at = 0; at < count; at++) {
      grams[gram++] = found[at]!;
      const { terms } = this.grams[found[at]!]!;
      for (let each = 0; each < terms.length; each++) shares[terms[each]!]!++;
    }
    let like = columns.likeCount;
    for (let other = 0; other < shares.length; other++) {
      if (shares[other] === 0) continue;
      const share = shares[other]! / question.terms[other]!.grams.length;
      if (share >= LEAST_LIKENESS && other !== term) {
        likeTerms[like] = other;
        likeShares[like++] = share;
      }
      shares[other] = 0;
    }
    columns.terms[columns.count] = term;
    columns.gramEnds[columns.count] = gram;
    columns.likeEnds[columns.count] = like;
    return columns.count++;
  }
}
