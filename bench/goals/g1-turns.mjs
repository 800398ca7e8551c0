/** G1: whole turns a second at 64 connections, not streaming. */
import { inRounds, measure, subjectsOf, valuesOf } from './measure.mjs';
import { ratioCheck } from './outcome.mjs';

const SHAPE = { script: { tokens: 64, delay: 0, first: 0 }, streaming: false, connections: 64, rampMs: 100 };

export const g1 = {
  id: 'G1',
  title: 'turns/s, 64 connections',
  /** @param {import('./measure.mjs').Bench} bench */
  async run(bench) {
    const { rounds, seconds } = bench.profile;
    const subjects = subjectsOf(bench, { compared: ['bare', 'same-work'], shown: ['nest'] });
    const results = await inRounds(bench, 'G1', subjects, rounds, (subject) =>
      measure(bench, subject, { ...SHAPE, seconds }),
    );
    const turns = valuesOf(results, (result) => result.turns / result.seconds);
    const cpu = valuesOf(results, (result) => result.cpuMs / result.turns);
    const figures = { 'turns/s': turns, 'CPU ms/turn': cpu };
    const checks = [];
    if (bench.rai?.storePids.length)
      figures['database CPU ms/turn'] = { rai: results.rai.map(({ storeMs, turns: made }) => storeMs / made) };
    if (bench.rai) {
      checks.push(ratioCheck('turns/s', turns, { to: 'same-work', direction: '≥', must: 0.6, aim: 0.8 }));
      for (const peer of bench.peers.filter(({ storesConversations }) => storesConversations))
        checks.push(ratioCheck('turns/s', turns, { to: peer.name, direction: '≥', must: 5 }));
    }
    return { checks, steadiness: turns.bare, figures };
  },
};
