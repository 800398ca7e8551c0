/** What a goal comes to: checks with limits, and one verdict. Pure. */
import { median, ratios, variation } from '../harness/statistics.mjs';

const NOISE_LIMIT = 0.15;

/**
 * @typedef {object} Check
 * @property {string} label
 * @property {Record<string, number[]>} values by subject, a value a round
 * @property {number} measured the figure the limit is for: a ratio or a plain value
 * @property {'≥'|'≤'} direction
 * @property {number} [must] absent: a figure without a limit
 * @property {number} [aim]
 * @property {string} [unit]
 */

/**
 * @typedef {object} Outcome
 * @property {string} id
 * @property {string} title
 * @property {Check[]} checks
 * @property {Record<string, Record<string, number[]>>} figures columns of the table, by column and subject
 * @property {number[]} steadiness the bare floor in the same rounds; empty where speed plays no part
 * @property {string} [fault] answers were wrong
 * @property {string} [notMeasured] why
 * @property {string} [note]
 */

/** A check of the application's ratio to a floor, both measured in the same rounds. @returns {Check} */
export function ratioCheck(label, values, { of = 'rai', to, direction, must, aim }) {
  const shown = { [of]: values[of], [to]: values[to] };
  return { label, values: shown, measured: median(ratios(values[of], values[to])), direction, must, aim };
}

/** A check of a plain figure. @returns {Check} */
export function plainCheck(label, values, { direction, must, aim, unit } = {}) {
  return { label, values: { rai: values }, measured: median(values), direction, must, aim, unit };
}

/** @param {Check} check @param {number} slack @returns {boolean} */
export function holds({ measured, direction, must }, slack) {
  if (must === undefined) return true;
  return direction === '≥' ? measured >= must * (1 - slack) : measured <= must * (1 + slack);
}

/** @param {Outcome} outcome @param {number} slack @returns {'PASS'|'MISS'|'noisy'|'not measured'|'measured'} */
export function verdict(outcome, slack) {
  if (outcome.notMeasured) return 'not measured';
  if (outcome.fault) return 'MISS';
  if (outcome.checks.every(({ must }) => must === undefined)) return 'measured';
  if (variation(outcome.steadiness) > NOISE_LIMIT) return 'noisy';
  return outcome.checks.every((check) => holds(check, slack)) ? 'PASS' : 'MISS';
}
