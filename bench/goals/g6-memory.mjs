/**
 * G6: memory of open streams, as the growth from some streams to many more. The first ones fill the slack that warm-up
 * and garbage have left in the heap; without them, streams would seem to cost nothing.
 */
import { median } from '../harness/statistics.mjs';
import { measure } from './measure.mjs';
import { plainCheck } from './outcome.mjs';

const RAMP_MS = 1500;
const SETTLE_MS = 1000;
const FILLING_MS = 5000;
const LONG_MS = 300_000;

/** Opens `count` streams of a token a second, on sessions of their own. */
function openStreams(bench, subject, from, count, tokens) {
  const script = { tokens, delay: 1000, first: 0 };
  const sessions = subject.sessions.slice(from, from + count);
  const shape = { script, streaming: true, connections: count, requestsPerLane: 1, rampMs: RAMP_MS, sessions };
  return measure(bench, subject, shape);
}

/** MB a thousand open streams take, and how much that grows while they stay open. */
async function memoryOf(bench, subject) {
  const { filling, streams, tokens } = bench.profile.open;
  const first = openStreams(bench, subject, 0, filling, tokens + FILLING_MS / 1000 + 2);
  await new Promise((resolve) => setTimeout(resolve, FILLING_MS));
  const [{ memory }] = await Promise.all([openStreams(bench, subject, filling, streams, tokens), first]);
  const before = memory[0].mb;
  const end = (tokens - 1) * 1000;
  const open = memory.filter(({ at }) => at > RAMP_MS + SETTLE_MS && at < end);
  const per1000 = (samples) => ((median(samples.map(({ mb }) => mb)) - before) * 1000) / streams;
  const minute = (from) => open.filter(({ at }) => at >= from && at < from + 60_000);
  const growth = end > LONG_MS ? per1000(minute(end - 60_000)) / per1000(minute(60_000)) : undefined;
  return { per1000: per1000(open), growth };
}

export const g6 = {
  id: 'G6',
  title: 'memory per 1,000 open streams, MB',
  needsCpu: true,
  /** @param {import('./measure.mjs').Bench} bench */
  async run(bench) {
    if (!bench.profile.open) return { notMeasured: 'only in the full run' };
    const long = bench.profile.name === 'long';
    const subjects = long ? bench.servers.filter(({ name }) => name === 'rai') : bench.servers;
    const results = {};
    for (const subject of subjects) {
      bench.progress(`G6: ${subject.name}`);
      results[subject.name] = await memoryOf(bench, subject);
    }
    const mb = Object.fromEntries(Object.entries(results).map(([name, { per1000 }]) => [name, [per1000]]));
    const checks = [];
    if (bench.rai)
      checks.push(plainCheck('MB per 1,000 open streams', mb.rai, { direction: '≤', must: 60, aim: 30, unit: ' MB' }));
    if (bench.rai && long)
      checks.push(plainCheck('growth over 10 minutes', [results.rai.growth], { direction: '≤', must: 1.1 }));
    return { checks, steadiness: [], figures: { 'MB/1000 streams': mb } };
  },
};
