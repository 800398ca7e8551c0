/** The command line of the bench. */
import { parseArgs } from 'node:util';
import { FULL, LONG, SMOKE } from './profiles.mjs';

const USAGE = `node bench/run.mjs [--smoke | --long] [--rounds N] [--only G1,G2 | --only floors] [--json FILE]
  --smoke        under 40 s, with 25 % slack
  --long         streams held open for ten minutes
  --rounds N     interleaved rounds a goal
  --only LIST    these goals only; "floors": every goal, but without the application
  --json FILE    where the figures go (default: bench/results/<time>.json)
  PEERS=a,b      peers to be measured, too`;

/**
 * @typedef {object} Options
 * @property {import('./profiles.mjs').Profile} profile
 * @property {string[]|undefined} goals ids in upper case, undefined for all
 * @property {boolean} floorsOnly
 * @property {string|undefined} json
 */

/** @param {string[]} args @returns {Options} */
export function readOptions(args) {
  const text = { type: 'string' };
  const flag = { type: 'boolean' };
  const { values } = parseArgs({
    args,
    options: { smoke: flag, long: flag, help: flag, rounds: text, only: text, json: text },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const profile = values.smoke ? SMOKE : values.long ? LONG : FULL;
  const rounds = Number(values.rounds ?? profile.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds must be a whole number from 1\n${USAGE}`);
  const only = values.only?.split(',').map((name) => name.trim().toUpperCase());
  const goals = only?.filter((name) => name !== 'FLOORS');
  return {
    profile: { ...profile, rounds, latencyRounds: values.rounds ? rounds : profile.latencyRounds },
    goals: goals?.length ? goals : undefined,
    floorsOnly: only?.includes('FLOORS') ?? false,
    json: values.json,
  };
}
