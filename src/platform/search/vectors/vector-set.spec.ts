import { describe, expect, it } from '@jest/globals';
import { newId } from '../../../common/ids.js';
import { CodeScan, NO_ROW } from './code-scan.js';
import { Rotation } from './rotation.js';
import { buildBlock, mergeBlocks, VectorBlock } from './vector-block.js';
import { VectorEncoder } from './vector-encoder.js';
import { VectorSet } from './vector-set.js';

/** Numbers that look random and are the same each time. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

const unit = (vector: Float32Array) => {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
};

/** Vectors around some topics, all leaning the same way, as those of real models do. */
function vectorsLike(count: number, dimensions: number, seed = 1): Float32Array[] {
  const random = randomNumbers(seed);
  const one = () => Float32Array.from({ length: dimensions }, random);
  const [lean, ...topics] = Array.from({ length: 21 }, one);
  return Array.from({ length: count }, (_, i) => {
    const noise = one();
    return unit(noise.map((value, d) => 0.7 * value + topics[i % 20]![d]! + 3 * lean![d]!));
  });
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const meanOf = (vectors: readonly Float32Array[]) =>
  vectors[0]!.map((_, d) => vectors.reduce((sum, vector) => sum + vector[d]!, 0) / vectors.length);

function setOf(vectors: readonly Float32Array[], blockRows = 700): VectorSet {
  const centre = meanOf(vectors.slice(0, 50));
  const encoder = new VectorEncoder(centre);
  const blocks: VectorBlock[] = [];
  for (let at = 0; at < vectors.length; at += blockRows) {
    const rows = vectors.slice(at, at + blockRows).map((vector) => ({ id: newId(), vector }));
    blocks.push(new VectorBlock(buildBlock(rows, encoder)));
  }
  return new VectorSet(blocks, centre);
}

describe('Rotation', () => {
  it.each([1, 2, 3, 64, 96, 384, 1000])('keeps lengths and angles in %i dimensions', (dimensions) => {
    const [a, b] = vectorsLike(2, dimensions).map((vector) => Float64Array.from(vector)) as [
      Float64Array,
      Float64Array,
    ];
    const product = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
    const before = [product(a, a), product(a, b)];
    const rotation = new Rotation(dimensions);
    rotation.apply(a);
    rotation.apply(b);
    expect(product(a, a)).toBeCloseTo(before[0]!, 5);
    expect(product(a, b)).toBeCloseTo(before[1]!, 5);
  });
});

describe('CodeScan', () => {
  const codesOf = (vectors: readonly Float32Array[], encoder: VectorEncoder) =>
    new VectorBlock(
      buildBlock(
        vectors.map((vector) => ({ id: newId(), vector })),
        encoder,
      ),
    );

  it.each([100, 384])('gives the same in WebAssembly as in JavaScript, in %i dimensions', (dimensions) => {
    const vectors = vectorsLike(2110, dimensions);
    const encoder = new VectorEncoder(meanOf(vectors));
    const blocks = [0, 37, 1037].map((from, at) => codesOf(vectors.slice(from, [37, 1037, 2110][at]), encoder));
    const query = encoder.encodeQuery(vectors[7]!);
    const found = new CodeScan(blocks, dimensions).overlapsWith(query);
    // Few codes are compared in JavaScript.
    const plain = blocks.flatMap((block) => [...new CodeScan([block], dimensions).overlapsWith(query)]);
    expect([...found]).toEqual(plain);
    expect(found).toHaveLength(2110);
    expect(new Set(plain).size).toBeGreaterThan(50);
  });

  it('estimates the same in WebAssembly as in JavaScript, and knows the best of every sixteen rows', () => {
    const vectors = vectorsLike(2110, 100);
    const encoder = new VectorEncoder(meanOf(vectors));
    const blocks = [0, 37, 1037].map((from, at) => codesOf(vectors.slice(from, [37, 1037, 2110][at]), encoder));
    const query = encoder.encodeQuery(vectors[7]!);
    const estimated = (some: readonly VectorBlock[]) => {
      const scan = new CodeScan(some, 100);
      scan.load(query);
      scan.estimate();
      return scan;
    };
    const { estimates, best } = estimated(blocks);
    const plain = blocks.flatMap((block) => [...estimated([block]).estimates]);
    expect(estimates).toHaveLength(2110);
    plain.forEach((estimate, row) => expect(estimates[row]).toBeCloseTo(estimate, 5));
    const expected = Array.from(best, (_, run) => Math.max(...estimates.subarray(run * 16, run * 16 + 16)));
    expect([...best]).toEqual(expected);
  });

  it('estimates rows in the order given, some groups at a time, and nothing at a free place', () => {
    const vectors = vectorsLike(2400, 100);
    const encoder = new VectorEncoder(meanOf(vectors));
    const block = codesOf(vectors, encoder);
    const order = Uint32Array.from({ length: 2416 }, (_, place) => (place < 2400 ? 2399 - place : NO_ROW));
    order[0] = NO_ROW;
    const [plain, ordered] = [new CodeScan([block], 100), new CodeScan([block], 100, { order })];
    for (const scan of [plain, ordered]) scan.load(encoder.encodeQuery(vectors[7]!));
    plain.estimate();
    ordered.estimate(0, 1);
    ordered.estimate(1, ordered.groups);
    order.forEach((row, place) => {
      expect(ordered.estimates[place]).toBe(row === NO_ROW ? -Infinity : plain.estimates[row]);
    });
  });

  it.each([100, 4400])('sums the levels over the bits of a code, in %i dimensions', (dimensions) => {
    const [a, b, c] = vectorsLike(3, dimensions) as [Float32Array, Float32Array, Float32Array];
    const encoder = new VectorEncoder(new Float32Array(dimensions));
    const query = encoder.encodeQuery(c);
    const block = codesOf([a, b], encoder);
    // The level of an axis is what the table tells for its bit alone.
    const level = (axis: number) => query.table[(axis >> 2) * 16 + (1 << (axis & 3))]!;
    const expected = [0, 1].map((row) => {
      const code = block.codeOf(row);
      let sum = 0;
      for (let axis = 0; axis < dimensions; axis++) if ((code[axis >> 5]! >>> (axis & 31)) & 1) sum += level(axis);
      return sum;
    });
    expect([...new CodeScan([block], dimensions).overlapsWith(query)]).toEqual(expected);
  });

  it('keeps whole sums where they outgrow 16 bits', () => {
    const dimensions = 4400;
    const encoder = new VectorEncoder(new Float32Array(dimensions));
    const some = vectorsLike(2, dimensions);
    const block = codesOf(some, encoder);
    const blocks = Array.from({ length: 1024 }, () => block);
    const query = encoder.encodeQuery(some[0]!);
    query.table.fill(60);
    // Sixty a half byte, whatever it holds: more than 16 bits.
    const all = block.codeOf(0).length * 8 * 60;
    expect(all).toBeGreaterThan(65_535);
    expect(new Set(new CodeScan(blocks, dimensions).overlapsWith(query))).toEqual(new Set([all]));
  });
});

describe('VectorSet', () => {
  it.each([64, 384])('finds the nearest that an exact comparison finds, in %i dimensions', (dimensions) => {
    const vectors = vectorsLike(6000, dimensions);
    const set = setOf(vectors);
    let found = 0;
    const queries = vectorsLike(20, dimensions, 99);
    for (const query of queries) {
      const { rows, similarities } = set.nearest(query, 10);
      const exact = vectors.map((vector) => dot(query, vector)).sort((a, b) => b - a);
      for (const [place, row] of [...rows].entries()) {
        expect(similarities[place]).toBeCloseTo(dot(query, set.vectorOf(row)), 4);
        if (similarities[place]! >= exact[9]! - 1e-4) found++;
      }
    }
    expect(found / (queries.length * 10)).toBeGreaterThanOrEqual(0.98);
  });

  it('gives only what is admitted, however little that is', () => {
    const vectors = vectorsLike(3000, 64);
    const set = setOf(vectors);
    const admits = new Uint8Array(3000);
    for (const row of [5, 1234, 2999]) admits[row] = 1;
    const { rows, background } = set.nearest(vectors[0]!, 10, { among: { admits, count: 3 } });
    expect([...rows].sort((a, b) => a - b)).toEqual([5, 1234, 2999]);
    expect(background.rows).toBe(3);
    expect(set.nearest(vectors[0]!, 10, { among: { admits: new Uint8Array(3000), count: 0 } }).rows).toHaveLength(0);
  });

  it('finds the nearest among every third row as among all', () => {
    const vectors = vectorsLike(6000, 64);
    const set = setOf(vectors);
    const admits = Uint8Array.from(vectors, (_, row) => Number(row % 3 !== 0));
    const query = vectorsLike(1, 64, 99)[0]!;
    const exact = vectors.map((vector, row) => (row % 3 ? dot(query, vector) : -1)).sort((a, b) => b - a);
    const { rows, similarities } = set.nearest(query, 10, { among: { admits, count: 4000 } });
    expect([...rows].every((row) => row % 3 !== 0)).toBe(true);
    similarities.forEach((similarity, place) => expect(similarity).toBeCloseTo(exact[place]!, 4));
  });

  it('tells how similar the query is to everything, the same from many rows as from their sample', () => {
    const vectors = vectorsLike(4096, 64);
    const query = vectorsLike(1, 64, 99)[0]!;
    const { background } = setOf(vectors).nearest(query, 10);
    const sampled = setOf(vectors).nearest(query, 10, {
      among: { admits: new Uint8Array(4096).fill(1), count: 4096 },
    }).background;
    expect(background.rows).toBe(4096);
    expect(background.middle).toBeCloseTo(sampled.middle, 6);
    expect(background.spread).toBeCloseTo(sampled.spread, 6);
  });

  it('takes vectors of nothing, and a single one', () => {
    const [vector] = vectorsLike(1, 64);
    expect([...setOf([vector!]).nearest(vector!, 5).rows]).toEqual([0]);
    const withNothing = setOf([vector!, new Float32Array(64)]);
    const { similarities } = withNothing.nearest(vector!, 5);
    expect(similarities[1]).toBe(0);
  });
});

describe('VectorBlock', () => {
  it('keeps vectors by id, in the order of ids, and merges what is kept', () => {
    const vectors = vectorsLike(6, 96);
    const encoder = new VectorEncoder(new Float32Array(96));
    const rows = vectors.map((vector) => ({ id: newId(), vector }));
    const blocks = [rows.slice(0, 3).reverse(), rows.slice(3)].map(
      (some) => new VectorBlock(buildBlock(some, encoder)),
    );
    const merged = new VectorBlock(mergeBlocks(blocks, (id) => id !== rows[1]!.id)!);
    const kept = rows.filter((_, i) => i !== 1);
    expect(Array.from({ length: merged.rows }, (_, row) => merged.idOf(row))).toEqual(kept.map(({ id }) => id));
    kept.forEach(({ vector }, row) => {
      merged.vectorOf(row).forEach((value, i) => expect(value).toBeCloseTo(vector[i]!, 4));
      const place = rows.findIndex(({ id }) => id === merged.idOf(row));
      expect(merged.codeOf(row)).toEqual(blocks[place < 3 ? 0 : 1]!.codeOf(place % 3));
    });
    expect(mergeBlocks(blocks, () => false)).toBeUndefined();
  });

  it('refuses bytes that are no block, or not a whole one', () => {
    const bytes = buildBlock([{ id: newId(), vector: new Float32Array(8) }], new VectorEncoder(new Float32Array(8)));
    expect(() => new VectorBlock(bytes.slice(0, bytes.length - 1))).toThrow('cut short');
    expect(() => new VectorBlock(new Uint8Array(32))).toThrow('unknown format');
  });
});
