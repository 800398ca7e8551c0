/** G9: the vector query alone against HNSW that finds as much, and how fast vectors are taken in beside it. */
import { short } from '../harness/statistics.mjs';
import { plainCheck, ratioCheck } from './outcome.mjs';
import { searchFigures } from './search-figures.mjs';

/** Milliseconds of hnswlib at a recall of 0.98 on such a machine, for where it is not installed. */
const HNSW_MS = 0.5;
const IMPORT = 20;

function againstHnsw({ alone, recall, vectorImport, hnsw }) {
  const note = `HNSW: hnswlib-node, efSearch ${hnsw.efSearch}, recall ${short(recall.hnsw)}, in memory only`;
  const rates = { rai: [vectorImport], hnsw: [hnsw.rate] };
  const checks = [
    ratioCheck('ms/query', alone, { to: 'hnsw', direction: '≤', must: 1 }),
    ratioCheck('vectors/s imported', rates, { to: 'hnsw', direction: '≥', must: IMPORT }),
  ];
  return { checks, note };
}

function againstConstant({ alone, vectorImport }) {
  const checks = [
    plainCheck('ms/query', alone.rai, { direction: '≤', must: HNSW_MS, unit: ' ms' }),
    plainCheck('imported', [vectorImport], { unit: '/s' }),
  ];
  return { checks, note: `hnswlib-node is not installed: held against ${HNSW_MS} ms` };
}

export const g9 = {
  id: 'G9',
  title: 'vector query alone, 100,000 of 384 axes',
  cold: true,
  /** @param {import('./measure.mjs').Bench} bench */
  async run(bench) {
    const { figures, notMeasured } = await searchFigures(bench);
    if (notMeasured) return { notMeasured };
    const { alone, recall, vectorImport, hnsw } = figures;
    const { checks, note } = (hnsw ? againstHnsw : againstConstant)(figures);
    checks.push(plainCheck('recall@10', [recall.rai], { direction: '≥', must: 0.98 }));
    const sides = { rai: alone.rai, 'one-bit scan': alone.scan, ...(hnsw && { HNSW: alone.hnsw }) };
    const columns = {
      'vector query, ms': sides,
      'vectors imported/s': { rai: [vectorImport], ...(hnsw && { HNSW: [hnsw.rate] }) },
      'recall@10': { rai: [recall.rai], 'one-bit scan': [recall.scan], ...(hnsw && { HNSW: [recall.hnsw] }) },
    };
    return { checks, steadiness: alone.scan, figures: columns, note };
  },
};
