/** One line a goal, for people and for grep. Pure. */
import { holds, verdict } from '../goals/outcome.mjs';
import { median, short, variation } from '../harness/statistics.mjs';

const range = (values) => (values.length > 1 ? ` [${short(Math.min(...values))}–${short(Math.max(...values))}]` : '');

/** @param {import('../goals/outcome.mjs').Check} check */
function checkText({ label, values, measured, direction, must, unit = '' }) {
  const entries = Object.entries(values);
  const limit = must === undefined ? '' : ` (${direction} ${must}${unit})`;
  if (entries.length === 1) return `${label} ${short(measured)}${unit}${range(entries[0][1])}${limit}`;
  const sides = entries.map(([name, list]) => `${name} ${short(median(list))}${range(list)}`);
  return `${label} ${sides.join(' | ')} | ${measured.toFixed(2)}${limit}`;
}

/** @param {import('../goals/outcome.mjs').Outcome} outcome @param {number} slack */
export function goalLine(outcome, slack) {
  const found = verdict(outcome, slack);
  if (found === 'not measured') return `${outcome.id} ${outcome.title}: not measured (${outcome.notMeasured})`;
  const note = outcome.note ? ` (${outcome.note})` : '';
  if (found === 'measured' && !outcome.checks.length) return `${outcome.id} ${outcome.title}: see the table${note}`;
  const parts = (outcome.checks ?? []).map(checkText);
  if (outcome.fault) parts.push(outcome.fault);
  const noise = found === 'noisy' ? `: bare varied ${Math.round(variation(outcome.steadiness) * 100)} %` : '';
  return `${outcome.id} ${parts.join('; ')} ${found}${noise}${note}`;
}

/** What a noisy run would have said, for the JSON only. */
export const withoutNoise = (outcome, slack) =>
  outcome.checks?.length ? outcome.checks.every((check) => holds(check, slack)) : undefined;
