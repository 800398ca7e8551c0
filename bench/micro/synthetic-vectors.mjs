/**
 * Vectors shaped like those of an embedding model: one direction all share, topics, and within a topic far fewer ways to
 * differ than there are axes, plus a little noise. White noise would be harder than any text, topics alone easier.
 */
import { seededRandom } from '../workload.mjs';

const TOPICS = 500;
const WAYS = 32;
const SHARES = { lean: 1, topic: 0.7, within: 0.6, noise: 0.25 };

function normals(seed) {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const directions = (count, axes, normal) =>
  Array.from({ length: count }, () => Float32Array.from({ length: axes }, () => normal() / Math.sqrt(axes)));

function unit(vector) {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}

/** @returns {Float32Array[]} of length 1; different seeds give different vectors of the same space */
export function syntheticVectors(count, axes, seed) {
  const world = normals(7);
  const [lean] = directions(1, axes, world);
  const topics = directions(TOPICS, axes, world);
  const ways = directions(WAYS, axes, world);
  const normal = normals(1000 + seed);
  return Array.from({ length: count }, (_, row) => {
    const topic = topics[(row * 7919) % TOPICS];
    const along = Float32Array.from({ length: WAYS }, () => (SHARES.within * normal()) / Math.sqrt(WAYS));
    const vector = new Float32Array(axes);
    const noise = SHARES.noise / Math.sqrt(axes);
    for (let axis = 0; axis < axes; axis++) {
      let value = SHARES.lean * lean[axis] + SHARES.topic * topic[axis] + noise * normal();
      for (let way = 0; way < WAYS; way++) value += along[way] * ways[way][axis];
      vector[axis] = value;
    }
    return unit(vector);
  });
}

/** @param {Float32Array[]} vectors */
export const meanOf = (vectors) =>
  vectors[0].map((_, axis) => vectors.reduce((sum, vector) => sum + vector[axis], 0) / vectors.length);

/** The similarity of the `count`-th nearest, by comparing with all: what is found at or above it is among the nearest. */
export function exactThreshold(vectors, query, count) {
  const best = new Float64Array(count).fill(-Infinity);
  for (const vector of vectors) {
    const similarity = similarityOf(vector, query);
    if (similarity <= best[0]) continue;
    best[0] = similarity;
    best.sort();
  }
  return best[0];
}

export function similarityOf(a, b) {
  let sum = 0;
  for (let axis = 0; axis < a.length; axis++) sum += a[axis] * b[axis];
  return sum;
}
