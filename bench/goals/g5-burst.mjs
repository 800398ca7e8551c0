/** G5: time to the first token when 500 streams start within 1.3 s. */
import { percentile } from '../harness/statistics.mjs';
import { addedOver } from './g4-first-token.mjs';
import { inRounds, measure, probe, subjectsOf, valuesOf } from './measure.mjs';
import { ratioCheck } from './outcome.mjs';

export const g5 = {
  id: 'G5',
  title: 'time to first token added at 500 connections, ms',
  /** @param {import('./measure.mjs').Bench} bench */
  async run(bench) {
    const { burst } = bench.profile;
    if (!burst) return { notMeasured: 'only in the full run' };
    const script = { tokens: burst.tokens, delay: 50, first: 0 };
    const shape = { script, streaming: true, connections: burst.connections, requestsPerLane: 1, rampMs: burst.rampMs };
    const compared = subjectsOf(bench, { compared: ['same-work'], shown: ['bare'] });
    const steadiness = [];
    const results = await inRounds(
      bench,
      'G5',
      [bench.direct, ...compared],
      burst.rounds,
      (subject) => measure(bench, subject, shape),
      async () => steadiness.push(await probe(bench)),
    );
    const times = valuesOf(results, (result) => percentile(result.firstToken, 0.99));
    const added = addedOver(times.direct, times);
    const checks = bench.rai
      ? [ratioCheck('ttft added ms, 500 conn. p99', added, { to: 'same-work', direction: '≤', must: 1, aim: 0.1 })]
      : [];
    return { checks, steadiness, figures: { 'ttft 500 p99': added } };
  },
};
