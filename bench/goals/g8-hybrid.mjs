/** G8: hybrid retrieval over 100,000 passages of one account, against FTS5 and a one-bit scan one after the other. */
import { plainCheck, ratioCheck } from './outcome.mjs';
import { searchFigures } from './search-figures.mjs';

export const g8 = {
  id: 'G8',
  title: 'hybrid retrieval over 100,000 passages',
  cold: true,
  /** @param {import('./measure.mjs').Bench} bench */
  async run(bench) {
    const { figures, notMeasured } = await searchFigures(bench);
    if (notMeasured) return { notMeasured };
    const { hybrid, recall } = figures;
    const checks = [
      ratioCheck('ms/query', hybrid, { to: 'floor', direction: '≤', must: 1.25 }),
      plainCheck('recall@10 of the vectors', [recall.search], { direction: '≥', must: 0.98 }),
    ];
    const columns = {
      'hybrid, ms': { rai: hybrid.rai, 'FTS5 + one-bit scan': hybrid.floor },
      'by words, ms': { rai: hybrid.words, FTS5: hybrid.fts },
    };
    return { checks, steadiness: hybrid.floor, figures: columns };
  },
};
