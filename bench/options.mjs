/** The command line of the bench. */
import { parseArgs } from 'node:util';
import { FULL, LONG, SMOKE } from './profiles.mjs';

const USAGE = `node bench/run.mjs [--smoke | --long] [--database sqlite|postgres] [--replicas N] [--rounds N]
                  [--only G1,G2 | --only floors] [--json FILE]
  --smoke        under 40 s, with 25 % slack
  --long         streams held open for ten minutes
  --database X   what the application keeps its data in: sqlite (default), or postgres with Redis, both started here
  --replicas N   servers on that PostgreSQL; G13 compares 1, 2, 4… of them, all else measures the first
  --rounds N     interleaved rounds a goal
  --only LIST    these goals only; "floors": every goal, but without the application
  --json FILE    where the figures go (default: bench/results/<time>.json)
  PEERS=a,b      peers to be measured, too
  PEERS_FOLDER   where they were installed, if not here`;

/**
 * @typedef {object} Options
 * @property {import('./profiles.mjs').Profile} profile
 * @property {string[]|undefined} goals ids in upper case, undefined for all
 * @property {boolean} floorsOnly
 * @property {'sqlite'|'postgres'} database
 * @property {number} replicas
 * @property {string|undefined} json
 */

/** @param {string[]} args @returns {Options} */
export function readOptions(args) {
  const text = { type: 'string' };
  const flag = { type: 'boolean' };
  const { values } = parseArgs({
    args,
    options: {
      smoke: flag,
      long: flag,
      help: flag,
      rounds: text,
      only: text,
      json: text,
      database: text,
      replicas: text,
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const profile = values.smoke ? SMOKE : values.long ? LONG : FULL;
  const rounds = Number(values.rounds ?? profile.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds must be a whole number from 1\n${USAGE}`);
  const { database = 'sqlite' } = values;
  if (!['sqlite', 'postgres'].includes(database)) throw new Error(`--database is sqlite or postgres\n${USAGE}`);
  const replicas = Number(values.replicas ?? 1);
  if (!Number.isInteger(replicas) || replicas < 1)
    throw new Error(`--replicas must be a whole number from 1\n${USAGE}`);
  if (replicas > 1 && database === 'sqlite') throw new Error(`several replicas need --database postgres\n${USAGE}`);
  const only = values.only?.split(',').map((name) => name.trim().toUpperCase());
  const goals = only?.filter((name) => name !== 'FLOORS');
  return {
    profile: { ...profile, rounds, latencyRounds: values.rounds ? rounds : profile.latencyRounds },
    goals: goals?.length ? goals : undefined,
    floorsOnly: only?.includes('FLOORS') ?? false,
    database,
    replicas,
    json: values.json,
  };
}
