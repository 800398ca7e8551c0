import { describe, expect, it } from '@jest/globals';
import { codeBytes } from './code-bytes.js';
import { Rotation } from './rotation.js';
import { VectorEncoder } from './vector-encoder.js';

/** Numbers that look random and are the same each time. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}

const LARGEST = 32_767;

interface Encoded {
  floats: Float32Array;
  codes: Uint32Array;
  values: Int16Array;
}

const room = (rows: number, dimensions: number): Encoded => ({
  floats: new Float32Array(rows * 4),
  codes: new Uint32Array((rows * codeBytes(dimensions)) / 4),
  values: new Int16Array(rows * dimensions),
});

/** What the module does, in JavaScript: stored blocks were made with this. */
function encodePlainly(vectors: readonly Float32Array[], centre: Float32Array): Encoded {
  const dimensions = centre.length;
  const rotation = new Rotation(dimensions);
  const all = room(vectors.length, dimensions);
  vectors.forEach((vector, row) => {
    const most = vector.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const differences = Float64Array.from(vector, (value, i) => value - centre[i]!);
    const offset = differences.reduce((total, value, i) => total + value * centre[i]!, 0);
    rotation.apply(differences);
    let [sum, squares, bits] = [0, 0, 0];
    differences.forEach((value, i) => {
      sum += Math.abs(value);
      squares += value * value;
      if (value <= 0) return;
      all.codes[(row * codeBytes(dimensions)) / 4 + (i >> 5)]! |= 1 << (i & 31);
      bits++;
    });
    const factor = sum > 0 ? squares / sum : 0;
    all.floats.set([most / LARGEST, offset, factor, factor * bits], row * 4);
    if (most === 0) return;
    vector.forEach((value, i) => (all.values[row * dimensions + i] = Math.round(value * (LARGEST / most))));
  });
  return all;
}

function vectorsOf(count: number, dimensions: number): Float32Array[] {
  const random = randomNumbers(dimensions);
  const lean = Float32Array.from({ length: dimensions }, random);
  return Array.from({ length: count }, () => {
    const vector = lean.map((value) => value + random());
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  });
}

function encode(vectors: readonly Float32Array[], encoder: VectorEncoder): Encoded {
  const all = room(vectors.length, encoder.dimensions);
  encoder.encode(vectors, all);
  return all;
}

const sameBytes = (made: Encoded, expected: Encoded) => {
  for (const kind of ['values', 'codes', 'floats'] as const) {
    const { buffer } = made[kind];
    expect(Buffer.compare(Buffer.from(buffer), Buffer.from(expected[kind].buffer))).toBe(0);
  }
};

describe('VectorEncoder', () => {
  it.each([1, 2, 3, 5, 8, 31, 32, 33, 63, 64, 65, 96, 100, 127, 128, 129, 384, 511, 768, 1000, 1023, 1024, 1536, 4400])(
    'encodes to the last bit as plain JavaScript does, in %i dimensions',
    (dimensions) => {
      const vectors = vectorsOf(dimensions > 1000 ? 53 : 403, dimensions);
      const centre = vectorsOf(1, dimensions)[0]!.map((value) => value * 0.8);
      sameBytes(encode(vectors, new VectorEncoder(centre)), encodePlainly(vectors, centre));
    },
  );

  it('goes on encoding the same, however many come at once', () => {
    const vectors = vectorsOf(101, 384);
    const centre = vectors[100]!;
    const encoder = new VectorEncoder(centre);
    for (const count of [1, 16, 17, 2, 31, 33, 1]) {
      const some = vectors.slice(count, 2 * count);
      sameBytes(encode(some, encoder), encodePlainly(some, centre));
    }
    expect(encode([], encoder).values).toHaveLength(0);
  });

  it('encodes nothing at all, the centre itself, and the smallest and largest numbers', () => {
    const centre = vectorsOf(1, 100)[0]!;
    const single = (value: number) => Float32Array.from(centre, (_, i) => (i === 41 ? value : 0));
    const vectors = [
      ...[new Float32Array(100), centre, centre.map((value) => -value)],
      ...[1, -1, 1e-45, -1e-45, 1e-38, 3e38].map(single),
      // Whose halves are rounded up, on both sides of 0.
      Float32Array.from(centre, (_, i) => (i - 50) / 2).map((value, i) => (i === 0 ? LARGEST : value)),
    ];
    sameBytes(encode(vectors, new VectorEncoder(centre)), encodePlainly(vectors, centre));
    const nothing = new Float32Array(100);
    sameBytes(encode(vectors, new VectorEncoder(nothing)), encodePlainly(vectors, nothing));
  });

  it('rounds a number just below a half down, as Math.round does', () => {
    // A half of the largest's 32,767th, which 49 times the 64-bit float of 1/98 falls short of.
    const vector = Float32Array.of(49 * 2 * LARGEST, 49, -49, 3 * 49);
    const centre = new Float32Array(4);
    expect(49 * (LARGEST / vector[0]!)).toBe(0.49999999999999994);
    const made = encode([vector], new VectorEncoder(centre));
    expect([...made.values]).toEqual([LARGEST, 0, -0, 1].map((value) => value + 0));
    sameBytes(made, encodePlainly([vector], centre));
  });

  it('writes codes alone where no values are wanted', () => {
    const vectors = vectorsOf(20, 100);
    const encoder = new VectorEncoder(new Float32Array(100));
    const { codes, floats } = room(20, 100);
    encoder.encode(vectors, { codes, floats });
    const { values, ...expected } = encode(vectors, encoder);
    expect(values.some((value) => value !== 0)).toBe(true);
    expect({ codes, floats }).toEqual(expected);
  });

  it('refuses a vector that is not as long as the centre', () => {
    const encoder = new VectorEncoder(new Float32Array(8));
    for (const length of [7, 9]) {
      expect(() => encode([new Float32Array(8), new Float32Array(length)], encoder)).toThrow('of one length');
    }
  });
});
