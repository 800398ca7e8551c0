import { beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '../../../common/ids.js';
import { buildBlock, VectorBlock } from './vector-block.js';
import { VectorEncoder } from './vector-encoder.js';
import { VectorSet } from './vector-set.js';

const ROWS = 16_800;
const AXES = 64;
const QUERIES = 12;

/** Numbers of a normal distribution, the same each time. */
function normalNumbers(seed: number): () => number {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}

type Vectors = readonly Float32Array[];
type Part = readonly [weight: number, direction: Float32Array];

/** Ways to make vectors: what is stored, and what is asked for. */
class Shapes {
  private readonly normal = normalNumbers(3);
  private readonly lean = this.direction();

  /** Two hundred topics of one size. */
  clustered(): [Vectors, Vectors] {
    const topics = this.directions(200);
    const one = (i: number) => this.mix([1, this.lean], [0.8, topics[i % 200]!], [0.5, this.direction()]);
    return [this.each(ROWS, one), this.each(QUERIES, one)];
  }

  noise(): [Vectors, Vectors] {
    const one = () => this.mix([1, this.direction()]);
    return [this.each(ROWS, one), this.each(QUERIES, one)];
  }

  /** Every text a dozen times, hardly changed; asked for by one that is a little like it. */
  nearDuplicates(): [Vectors, Vectors] {
    const texts = this.directions(ROWS / 12);
    const like = (i: number, far: number) =>
      this.mix([0.7, this.lean], [1, texts[i % texts.length]!], [far, this.direction()]);
    return [this.each(ROWS, (i) => like(i, 0.1)), this.each(QUERIES, (i) => like(i * 37, 0.3))];
  }

  /** Half of all in one topic, others of a few rows, some dense and some wide. */
  skewed(): [Vectors, Vectors] {
    const topics = this.directions(300);
    const one = (i: number) => {
      const topic = i % 2 ? 0 : Math.floor((((i * 7919) % ROWS) / ROWS) ** 3 * 300);
      return this.mix([1, this.lean], [0.8, topics[topic]!], [0.2 + (topic % 10) / 10, this.direction()]);
    };
    return [this.each(ROWS, one), this.each(QUERIES, (i) => one(i * 601))];
  }

  /** Few ways to differ, and no clusters. */
  smooth(): [Vectors, Vectors] {
    const ways = this.directions(10);
    const one = () =>
      this.mix([0.8, this.lean], ...ways.map((way) => [this.normal() / 3, way] as const), [0.1, this.direction()]);
    return [this.each(ROWS, one), this.each(QUERIES, one)];
  }

  private each(count: number, one: (i: number) => Float32Array): Vectors {
    return Array.from({ length: count }, (_, i) => one(i));
  }

  private direction(): Float32Array {
    return Float32Array.from({ length: AXES }, () => this.normal() / Math.sqrt(AXES));
  }

  private directions(count: number): Vectors {
    return this.each(count, () => this.direction());
  }

  private mix(...parts: readonly Part[]): Float32Array {
    const sum = new Float32Array(AXES);
    for (const [weight, direction] of parts) {
      for (let axis = 0; axis < AXES; axis++) sum[axis]! += weight * direction[axis]!;
    }
    const length = Math.hypot(...sum);
    return sum.map((value) => value / length);
  }
}

const centreOf = (vectors: Vectors) =>
  vectors[0]!.map((_, axis) => vectors.slice(0, 64).reduce((sum, vector) => sum + vector[axis]!, 0) / 64);

function blocksOf(vectors: Vectors, encoder: VectorEncoder, rows = 2800): VectorBlock[] {
  const blocks: VectorBlock[] = [];
  for (let at = 0; at < vectors.length; at += rows) {
    const some = vectors.slice(at, at + rows).map((vector) => ({ id: newId(), vector }));
    blocks.push(new VectorBlock(buildBlock(some, encoder)));
  }
  return blocks;
}

/** Searches until the rows lie in cells. */
function settle(set: VectorSet, query: Float32Array): void {
  for (let i = 0; i < 2000 && !set.isInCells; i++) set.nearest(query, 1);
  expect(set.isInCells).toBe(true);
}

const similaritiesTo = (set: VectorSet, query: Float32Array, rows: Uint32Array) =>
  Float32Array.from(rows, (row) => set.similarity(query, row));

/** The share of the ten nearest, compared with all, that a set finds. */
function recallOf(set: VectorSet, queries: Vectors, limit: number, admits = (_row: number) => true): number {
  const every = Uint32Array.from({ length: set.rows }, (_, row) => row).filter(admits);
  const among = { admits: Uint8Array.from({ length: set.rows }, (_, row) => Number(admits(row))), count: every.length };
  let found = 0;
  for (const query of queries) {
    const exact = similaritiesTo(set, query, every).sort();
    const { rows, similarities } = set.nearest(query, limit, every.length < set.rows ? { among } : {});
    expect([...rows].every(admits)).toBe(true);
    expect(new Set(rows).size).toBe(rows.length);
    for (let place = 0; place < 10; place++) {
      expect(similarities[place]).toBeCloseTo(set.similarity(query, rows[place]!), 5);
      if (similarities[place]! >= exact.at(-10)! - 1e-5) found++;
    }
  }
  return found / (queries.length * 10);
}

describe('cells of vectors', () => {
  it.each(['clustered', 'noise', 'nearDuplicates', 'skewed', 'smooth'] as const)(
    'lose none of the nearest where vectors are %s',
    (shape) => {
      const [vectors, queries] = new Shapes()[shape]();
      const centre = centreOf(vectors);
      const set = new VectorSet(blocksOf(vectors, new VectorEncoder(centre)), centre);
      const before = recallOf(set, queries, 10);
      settle(set, queries[0]!);
      const after = recallOf(set, queries, 10);
      expect(before).toBeGreaterThanOrEqual(0.98);
      expect(after).toBeGreaterThanOrEqual(0.98);
      expect(recallOf(set, queries, 200)).toBeGreaterThanOrEqual(0.98);
    },
  );
});

describe('a set whose rows lie in cells', () => {
  const [vectors, queries] = new Shapes().clustered();
  const centre = centreOf(vectors);
  const encoder = new VectorEncoder(centre);
  const blocks = blocksOf(vectors, encoder);
  const set = new VectorSet(blocks, centre);
  beforeAll(() => settle(set, queries[0]!));

  it('finds only what may be found, whether that is most or little of it', () => {
    expect(recallOf(set, queries, 10, (row) => row % 7 !== 0)).toBeGreaterThanOrEqual(0.98);
    expect(recallOf(set, queries, 10, (row) => row % 50 === 3)).toBeGreaterThanOrEqual(0.98);
  });

  it('goes on with its cells when vectors come beside them, and finds these too', () => {
    const [added] = new Shapes().nearDuplicates();
    const more = new VectorSet([...blocksOf(added.slice(0, 300), encoder, 150), ...blocks], centre, set);
    expect(more.isInCells).toBe(true);
    expect(more.rows).toBe(ROWS + 300);
    expect(recallOf(more, [...queries, ...added.slice(0, 20)], 10)).toBeGreaterThanOrEqual(0.98);
    const { similarities } = more.nearest(added[0]!, 1);
    expect(similarities[0]).toBeCloseTo(1, 3);
  });

  it('begins anew when a large block is gone', () => {
    const fewer = new VectorSet(blocks.slice(1), centre, set);
    expect(fewer.isInCells).toBe(false);
    expect(recallOf(fewer, queries, 10)).toBeGreaterThanOrEqual(0.98);
  });

  it('finds all that is as similar as it must be, and need not find the rest', () => {
    for (const query of queries) {
      const least = similaritiesTo(
        set,
        query,
        Uint32Array.from({ length: set.rows }, (_, row) => row),
      )
        .sort()
        .at(-40)!;
      const { similarities } = set.nearest(query, 200, { least: () => least });
      const found = similarities.filter((similarity) => similarity >= least - 1e-5).length;
      expect(found).toBeGreaterThanOrEqual(40);
    }
  });
});

describe('vectors that form no cells', () => {
  it('are all looked at again after a while', () => {
    const [vectors, queries] = new Shapes().noise();
    const centre = centreOf(vectors);
    const set = new VectorSet(blocksOf(vectors, new VectorEncoder(centre)), centre);
    settle(set, queries[0]!);
    for (let i = 0; i < 100; i++) set.nearest(queries[i % QUERIES]!, 10);
    expect(set.isInCells).toBe(false);
    expect(recallOf(set, queries, 10)).toBeGreaterThanOrEqual(0.98);
  });
});
