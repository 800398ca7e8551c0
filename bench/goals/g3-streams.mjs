/** G3: how many streams of 20 tokens a second one core holds without slowing any of them down. */
import { percentile } from '../harness/statistics.mjs';
import { idealDuration } from '../upstream/script.mjs';
import { inRounds, measure, probe, subjectsOf, valuesOf } from './measure.mjs';
import { plainCheck } from './outcome.mjs';

const DELAY = 50;
const MUST = 500;

/** Stretch: how long a stream really took from the request to its end, over what the model alone would take. */
async function stretches(bench, subject, streams) {
  const { tokens, rampMs } = bench.profile.held;
  const script = { tokens, delay: DELAY, first: 0 };
  const shape = { script, streaming: true, connections: streams, requestsPerLane: 1, rampMs };
  const { latency } = await measure(bench, subject, shape);
  const all = latency.map((ms) => ms / idealDuration(script));
  return { median: percentile(all, 0.5), p99: percentile(all, 0.99) };
}

async function atCount(bench, streams) {
  const { rounds } = bench.profile.held;
  const steadiness = [];
  const subjects = subjectsOf(bench, { compared: [], shown: ['bare', 'same-work'] });
  const results = await inRounds(
    bench,
    `G3 at ${streams}`,
    subjects,
    rounds,
    (subject) => stretches(bench, subject, streams),
    async () => steadiness.push(await probe(bench)),
  );
  steadiness.push(await probe(bench));
  const middle = valuesOf(results, (result) => result.median);
  const worst = valuesOf(results, (result) => result.p99);
  const figures = { [`stretch p50 at ${streams}`]: middle, [`stretch p99 at ${streams}`]: worst };
  const judged = bench.rai && streams <= MUST;
  const checks = judged
    ? [
        plainCheck(`${streams} streams, stretch p50`, middle.rai, { direction: '≤', must: 1.02 }),
        plainCheck('p99', worst.rai, { direction: '≤', must: 1.1 }),
      ]
    : [];
  return { checks, figures, steadiness };
}

export const g3 = {
  id: 'G3',
  title: 'streams held at 20 tokens a second',
  /** @param {import('./measure.mjs').Bench} bench */
  async run(bench) {
    const outcome = { checks: [], figures: {}, steadiness: [] };
    for (const streams of bench.profile.held.counts) {
      const { checks, figures, steadiness } = await atCount(bench, streams);
      outcome.checks.push(...checks);
      Object.assign(outcome.figures, figures);
      outcome.steadiness.push(...steadiness);
    }
    return outcome;
  },
};
