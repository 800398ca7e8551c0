/** G10: import of passages with given vectors (rows, words and vectors, committed) against FTS5 alone. */
import { ratioCheck } from './outcome.mjs';
import { searchFigures } from './search-figures.mjs';

export const g10 = {
  id: 'G10',
  title: 'passages imported a second',
  cold: true,
  /** @param {import('./measure.mjs').Bench} bench */
  async run(bench) {
    const { figures, notMeasured } = await searchFigures(bench);
    if (notMeasured) return { notMeasured };
    const { imports } = figures;
    const check = ratioCheck('passages/s', imports, { to: 'floor', direction: '≥', must: 0.6 });
    // FTS5 merges its own index now and then, so that its parts differ on the quietest machine.
    return { checks: [check], steadiness: [], figures: { 'passages/s': { rai: imports.rai, FTS5: imports.floor } } };
  },
};
