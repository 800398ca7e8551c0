/**
 * All goals, in the order they are measured: the start first, which leaves the application fresh; then memory, before a
 * large load stretches the heaps.
 */
import { processStatsAvailable } from '../harness/process-stats.mjs';
import { g1 } from './g1-turns.mjs';
import { g10 } from './g10-import.mjs';
import { g11 } from './g11-persist.mjs';
import { g12 } from './g12-growth.mjs';
import { g13 } from './g13-replicas.mjs';
import { g14 } from './g14-start.mjs';
import { g2 } from './g2-tokens.mjs';
import { g3 } from './g3-streams.mjs';
import { g4 } from './g4-first-token.mjs';
import { g5 } from './g5-burst.mjs';
import { g6 } from './g6-memory.mjs';
import { g7 } from './g7-stop.mjs';
import { g8 } from './g8-hybrid.mjs';
import { g9 } from './g9-vectors.mjs';
import { WrongAnswers } from './measure.mjs';

const GOALS = [g14, g6, g1, g2, g4, g5, g3, g13, g7, g8, g9, g10, g11, g12];

/** @param {string[]|undefined} ids */
export function chooseGoals(ids) {
  if (!ids) return GOALS;
  const unknown = ids.filter((id) => !GOALS.some((goal) => goal.id === id));
  if (unknown.length)
    throw new Error(`no goal ${unknown.join(', ')}; there are ${GOALS.map(({ id }) => id).join(', ')}`);
  return GOALS.filter(({ id }) => ids.includes(id));
}

/** Runs one goal; wrong answers are its fault, anything else is the bench's. @returns {Promise<import('./outcome.mjs').Outcome>} */
export async function runGoal(goal, bench) {
  const empty = { id: goal.id, title: goal.title, checks: [], figures: {}, steadiness: [] };
  if (goal.needsCpu && !processStatsAvailable) return { ...empty, notMeasured: 'needs /proc' };
  try {
    return { ...empty, ...(await goal.run(bench)) };
  } catch (error) {
    if (error instanceof WrongAnswers) return { ...empty, fault: error.message };
    throw error;
  }
}
