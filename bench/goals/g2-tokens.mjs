/**
 * G2: tokens relayed per CPU-second. Answers are paced, because tokens that arrive faster than they are relayed
 * pile up in socket buffers and are then moved many at a time; and long, because it is the token that is measured.
 */
import { inRounds, measure, subjectsOf, valuesOf } from './measure.mjs';
import { ratioCheck } from './outcome.mjs';

const SHAPE = { streaming: true, connections: 50 };

export const g2 = {
  id: 'G2',
  title: 'tokens relayed per CPU-second, 50 connections',
  needsCpu: true,
  /** @param {import('./measure.mjs').Bench} bench */
  async run(bench) {
    const { rounds, seconds, relayedTokens } = bench.profile;
    const script = { tokens: relayedTokens, delay: 10, first: 0 };
    const subjects = subjectsOf(bench, { compared: ['bare'], shown: ['nest', 'same-work'] });
    const results = await inRounds(bench, 'G2', subjects, rounds, (subject) =>
      measure(bench, subject, { ...SHAPE, script, seconds, rampMs: seconds * 250 }),
    );
    const rate = valuesOf(results, (result) => (result.tokens * 1000) / result.cpuMs);
    const checks = bench.rai
      ? [ratioCheck('tok/CPU-s', rate, { to: 'bare', direction: '≥', must: 0.65, aim: 0.75 })]
      : [];
    return { checks, steadiness: rate.bare, figures: { 'tok/CPU-s': rate } };
  },
};
