/** HNSW by hnswlib-node, where that is installed: built in memory, then set to find as much as it must. */
import { createRequire } from 'node:module';
import path from 'node:path';

const NEAREST = 10;
const [LINKS, BUILDING] = [16, 200];
/** How widely a search looks, from narrow to wide; the first that finds enough is what is measured. */
const WIDTHS = [10, 20, 30, 45, 70, 100, 150, 225, 340, 500];
const ENOUGH = 0.98;

/**
 * @param {string|undefined} modules the node_modules it is in
 * @param {Float32Array[]} vectors
 * @param {{recall: (find: (query: {vector: Float32Array}) => number[]) => Promise<number>, progress: (text: string) => void}} options
 * @returns {Promise<{search: (query: {vector: Float32Array}) => number[], rate: number, recall: number, efSearch: number}|undefined>}
 */
export async function openHnsw(modules, vectors, { recall, progress }) {
  if (!modules) return undefined;
  const { HierarchicalNSW } = createRequire(path.join(modules, 'any.js'))('hnswlib-node');
  const index = new HierarchicalNSW('ip', vectors[0].length);
  index.initIndex(vectors.length, LINKS, BUILDING);
  const started = performance.now();
  vectors.forEach((vector, row) => index.addPoint(Array.from(vector), row));
  const rate = vectors.length / ((performance.now() - started) / 1000);
  progress(`HNSW built, ${Math.round(rate)}/s`);
  const search = ({ vector }) => index.searchKnn(Array.from(vector), NEAREST).neighbors;
  for (const efSearch of WIDTHS) {
    index.setEf(efSearch);
    const found = await recall(search);
    if (found >= ENOUGH || efSearch === WIDTHS.at(-1)) return { search, rate, recall: found, efSearch };
  }
}
