/** G4: time to the first token, added over asking the model directly. */
import { percentile } from '../harness/statistics.mjs';
import { inRounds, measure, probe, subjectsOf, valuesOf } from './measure.mjs';
import { ratioCheck } from './outcome.mjs';

const ALONE = { script: { tokens: 8, delay: 5, first: 0 }, connections: 1, rampMs: 0, share: 0.5 };
const MANY = { script: { tokens: 16, delay: 20, first: 0 }, connections: 50, rampMs: 320, share: 0.99 };
const LIMITS = { to: 'same-work', direction: '≤', must: 1.7, aim: 1.2 };

/** What each server adds to the direct call of the same round. */
export function addedOver(direct, times) {
  const added = Object.entries(times).map(([name, list]) => [name, list.map((ms, round) => ms - direct[round])]);
  return Object.fromEntries(added.filter(([name]) => name !== 'direct'));
}

async function added(bench, label, seconds, { share, ...shape }) {
  const compared = subjectsOf(bench, { compared: ['same-work'], shown: ['bare'] });
  const subjects = [bench.direct, ...compared];
  const results = await inRounds(bench, `G4, ${label}`, subjects, bench.profile.latencyRounds, (subject) =>
    measure(bench, subject, { ...shape, streaming: true, seconds }),
  );
  const times = valuesOf(results, (result) => percentile(result.firstToken, share));
  return addedOver(times.direct, times);
}

export const g4 = {
  id: 'G4',
  title: 'time to first token added, ms',
  /** @param {import('./measure.mjs').Bench} bench */
  async run(bench) {
    const steadiness = [await probe(bench)];
    const alone = await added(bench, '1 connection', bench.profile.seconds / 2, ALONE);
    steadiness.push(await probe(bench));
    const many = await added(bench, '50 connections', bench.profile.seconds, MANY);
    steadiness.push(await probe(bench));
    const checks = bench.rai
      ? [ratioCheck('ttft added ms, 1 conn. p50', alone, LIMITS), ratioCheck('50 conn. p99', many, LIMITS)]
      : [];
    return { checks, steadiness, figures: { 'ttft 1 p50': alone, 'ttft 50 p99': many } };
  },
};
