/** G12, the part within a session: a turn after 10,000 messages against a turn after 10. */
import { percentile } from '../harness/statistics.mjs';
import { seedSessions } from '../subjects/rai-seed.mjs';
import { inRounds, measure, probe, valuesOf } from './measure.mjs';
import { ratioCheck } from './outcome.mjs';

const TURNS = 40;
const SHAPE = { script: { tokens: 8, delay: 0, first: 0 }, streaming: false, connections: 1, rampMs: 0 };

export const g12 = {
  id: 'G12',
  title: 'a turn in a session of 10,000 messages',
  /** @param {import('./measure.mjs').Bench} bench */
  async run(bench) {
    const { rai, profile, cores } = bench;
    if (!rai) return { notMeasured: 'no application' };
    const { longSession, messages } = profile.sizes;
    if (!longSession) return { notMeasured: 'only in the full run' };
    bench.progress(`G12: seeding a session of ${longSession} messages`);
    const long = await seedSessions(rai, 1, longSession, cores);
    const short = await seedSessions(rai, TURNS * profile.rounds, messages, cores);
    const steadiness = [];
    const subjects = [
      { ...rai, name: 'rai', own: () => long.ids },
      { ...rai, name: 'short', own: (round) => short.ids.slice(round * TURNS, (round + 1) * TURNS) },
    ];
    await measure(bench, rai, { ...SHAPE, requestsPerLane: TURNS, sessions: long.ids }); // warms this shape
    const results = await inRounds(
      bench,
      'G12',
      subjects,
      profile.rounds,
      (subject, round) => measure(bench, subject, { ...SHAPE, requestsPerLane: TURNS, sessions: subject.own(round) }),
      async () => steadiness.push(await probe(bench)),
    );
    const latency = valuesOf(results, (result) => percentile(result.latency, 0.5));
    const label = `ms/turn after ${longSession} messages (short: ${messages})`;
    const check = ratioCheck(label, latency, { to: 'short', direction: '≤', must: 1.2, aim: 1 });
    return { checks: [check], steadiness, figures: { 'ms/turn, 10,000 messages': { rai: latency.rai } } };
  },
};
