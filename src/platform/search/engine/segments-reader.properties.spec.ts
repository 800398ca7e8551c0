import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { IndexEntry } from '../search-types.js';
import type { Analyzer } from './analyzer.js';
import { Segment } from './segment.js';
import { SegmentBuilder } from './segment-builder.js';
import { type MaskedSegment, mergeSegments } from './segment-merge.js';
import { SegmentsReader } from './segments-reader.js';

// Words apart by spaces, sentences by dots, `a+b` at one position: all the engine has to carry, without a language.
function analyze(text: string) {
  const words: string[] = [];
  const positions: number[] = [];
  const sentences: number[] = [];
  let next = 0;
  for (const sentence of text.split('.')) {
    const first = next;
    for (const token of sentence.split(' ').filter(Boolean)) {
      for (const word of token.split('+').filter(Boolean)) {
        words.push(word);
        positions.push(next);
      }
      next += token === 'gap' ? 300 : 1;
    }
    if (next > first) sentences.push(first);
  }
  return { words, positions, sentences, length: next };
}

/** Some words have no number; numbers far apart share a place. */
const met: string[] = [];
function knownAs(word: string): number {
  if (word.charCodeAt(0) % 4 === 0) return -1;
  if (!met.includes(word)) met.push(word);
  const number = met.indexOf(word);
  return number * (1 << 15) + (number % 3);
}

const analyzer: Analyzer = {
  readText(text, reader) {
    const { words, positions, sentences, length } = analyze(text);
    words.forEach((each, at) => {
      if (sentences.includes(positions[at]!) && positions[at] !== positions[at - 1]) reader.sentence();
      reader.word(each, positions[at]!, knownAs(each));
    });
    return length;
  },
  stemOf: (word) => word.slice(0, 2),
  gramsOf: (word) => (word.length > 2 ? [word.slice(0, 3), word.slice(-3)] : []),
};

const VOCABULARY = ['aa', 'aab', 'aac', 'bb', 'bbc', 'cc', 'gap', 'aa+bb', 'é', '狐', 'dd.', 'ee.'];
const uuid = (kind: number, number: number) =>
  `0190${kind.toString(16).padStart(4, '0')}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

const entries = fc
  .array(
    fc.record({
      words: fc.array(fc.constantFrom(...VOCABULARY), { maxLength: 12 }),
      title: fc.array(fc.constantFrom('aa', 'zz'), { maxLength: 2 }),
      group: fc.nat(3),
      deleted: fc.boolean(),
      segment: fc.nat(2),
    }),
    { maxLength: 25 },
  )
  .map((rows) =>
    rows.map(({ words, title, group, deleted, segment }, number) => ({
      entry: {
        id: uuid(1, number),
        group: uuid(2, group),
        ordinal: number,
        text: words.join(' '),
        title: title.join(' '),
      },
      deleted,
      segment,
    })),
  );

type Row = { entry: IndexEntry; deleted: boolean; segment: number };

function open(rows: readonly Row[]): MaskedSegment[] {
  return [0, 1, 2]
    .map((number) => rows.filter(({ segment }) => segment === number))
    .filter((own) => own.length > 0)
    .map((own, number) => {
      const builder = new SegmentBuilder(analyzer);
      for (const { entry } of own) builder.add(entry);
      const segment = new Segment(uuid(3, number), builder.toBytes(), analyzer);
      const deleted = new Uint8Array(segment.size);
      for (const row of own) if (row.deleted) for (const at of segment.entriesOfTarget(row.entry.id)) deleted[at] = 1;
      return { segment, deleted };
    });
}

/** BM25 by the book. */
function expected(rows: readonly Row[], matches: (word: string) => boolean, titleWeight: number): Map<string, number> {
  const live = rows
    .filter(({ deleted }) => !deleted)
    .map(({ entry }) => {
      const text = analyze(entry.text);
      const inTitle = analyze(entry.title!).words.filter(matches).length;
      return { id: entry.id, length: text.length, count: text.words.filter(matches).length + titleWeight * inTitle };
    });
  const average = live.reduce((sum, { length }) => sum + length, 0) / live.length || 1;
  const found = live.filter(({ count }) => count > 0);
  const idf = Math.log(1 + (live.length - found.length + 0.5) / (found.length + 0.5));
  return new Map(
    found.map(({ id, length, count }) => [
      id,
      (idf * count * 2.2) / (count + 1.2 * (0.25 + (0.75 * length) / average)),
    ]),
  );
}

function scoresOf(reader: SegmentsReader, terms: ReturnType<SegmentsReader['stemClass']>, titleWeight: number) {
  const scores = reader.newScores();
  reader.accumulate(terms, 1, scores, { titleWeight });
  return new Map([...reader.best(scores, 1000)].map((entry) => [reader.idOf(entry), scores[entry]!]));
}

describe('SegmentsReader, for any entries in any segments', () => {
  it('scores as BM25 does on the live entries, before and after a merge', () => {
    fc.assert(
      fc.property(
        entries,
        fc.constantFrom('aa', 'bb', '狐', 'zz'),
        fc.constantFrom(0, 2),
        (rows, stem, titleWeight) => {
          const masked = open(rows);
          const reader = new SegmentsReader(masked);
          const wanted = expected(rows, (word) => analyzer.stemOf(word) === stem, titleWeight);
          const found = scoresOf(reader, reader.stemClass(stem), titleWeight);
          expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
          for (const [id, score] of found) expect(score).toBeCloseTo(wanted.get(id)!, 4);
          const bytes = mergeSegments(masked, analyzer);
          const merged = new SegmentsReader(bytes ? [{ segment: new Segment(uuid(3, 9), bytes, analyzer) }] : []);
          expect(scoresOf(merged, merged.stemClass(stem), titleWeight)).toEqual(found);
        },
      ),
    );
  });

  it('gives back every word at its position and in its sentence', () => {
    fc.assert(
      fc.property(entries, (rows) => {
        const masked = open(rows);
        const bytes = mergeSegments(masked, analyzer);
        const reader = new SegmentsReader(bytes ? [{ segment: new Segment(uuid(3, 9), bytes, analyzer) }] : []);
        const words = ['aa', 'bb', 'cc', 'dd', 'ee', 'gap', '狐'];
        const matcher = reader.matcher(words.map((word) => reader.wordClass([word])));
        for (const { entry, deleted } of rows) {
          const at = reader.entryAt(reader.groupNumber(entry.group), entry.ordinal);
          expect(at >= 0).toBe(!deleted);
          if (deleted) continue;
          const text = analyze(entry.text);
          expect(reader.wordsOf(at)).toEqual(text.words);
          const found = matcher.match(at);
          const seen = Array.from({ length: found.count }, (_, i) => [
            words[found.terms[i]!]!,
            found.positions[i]!,
            found.sentences[i]!,
          ]);
          const all = text.words.map((word, i) => [
            word,
            text.positions[i]!,
            Array.from(text.sentences).filter((start) => start <= text.positions[i]!).length - 1,
          ]);
          expect(seen).toEqual(all.filter(([word]) => words.includes(word as string)));
        }
      }),
    );
  });
});
