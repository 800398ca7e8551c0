/** `npm run bench`: starts everything, measures the goals, prints a line each, exits 1 on a miss. */
import { chooseGoals, runGoal } from './goals/goals.mjs';
import { measure, WrongAnswers } from './goals/measure.mjs';
import { verdict } from './goals/outcome.mjs';
import { installExitHandlers, temporaryFolder } from './harness/children.mjs';
import { assignCores, pinSelf } from './harness/cores.mjs';
import { readOptions } from './options.mjs';
import { startPeers } from './peers/peers.mjs';
import { writeJson } from './report/json.mjs';
import { goalLine } from './report/lines.mjs';
import { figuresTable } from './report/table.mjs';
import { startFloors, startUpstream } from './subjects/floors.mjs';
import { isBuilt, startRai } from './subjects/rai.mjs';
import { seedRai } from './subjects/rai-seed.mjs';

const WARM = { script: { tokens: 64, delay: 0, first: 0 }, connections: 32, rampMs: 50 };

const started = performance.now();
const elapsed = () => Math.round((performance.now() - started) / 1000);
const progress = (text) => process.stderr.write(`${String(elapsed()).padStart(4)} s  ${text}\n`);

/** The application, seeded and started afresh, so that the import's heap is not part of what is measured. */
async function prepareRai(place, profile, notes) {
  progress('seeding the application');
  const rai = await startRai(place);
  notes.push(...(await seedRai(rai, profile.sizes, place.cores)));
  await rai.restart();
  return rai;
}

async function prepare({ profile, floorsOnly }) {
  const cores = assignCores();
  const notes = [cores.note];
  const folder = temporaryFolder();
  const direct = await startUpstream(cores);
  const place = { cores, upstreamUrl: direct.url, folder };
  const floors = await startFloors(place, profile.sizes);
  const peers = await startPeers(process.env.PEERS, place);
  notes.push(...peers.notes);
  const rai = floorsOnly ? undefined : await prepareRai(place, profile, notes);
  pinSelf(cores);
  const servers = [floors.bare, profile.withNest && floors.nest, floors.sameWork, ...peers.subjects, rai].filter(
    Boolean,
  );
  return {
    bench: { profile, cores, direct, bare: floors.bare, servers, peers: peers.subjects, rai, folder, progress },
    notes,
  };
}

async function warmUp(bench) {
  for (const subject of bench.servers) {
    progress(`warming ${subject.name}`);
    for (const streaming of [false, true]) {
      try {
        await measure(bench, subject, { ...WARM, streaming, seconds: bench.profile.warmSeconds / 2 });
      } catch (error) {
        if (!(error instanceof WrongAnswers)) throw error;
        progress(error.message); // the goals will meet it again and be missed
      }
    }
  }
}

/** A goal that is about speed is measured on warm code. */
async function runGoals(goals, bench) {
  const outcomes = [];
  let warm = false;
  for (const goal of goals) {
    if (!warm && !goal.cold) {
      await warmUp(bench);
      warm = true;
    }
    const outcome = await runGoal(goal, bench);
    progress(goalLine(outcome, bench.profile.slack));
    outcomes.push(outcome);
  }
  return outcomes.sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  installExitHandlers();
  const goals = chooseGoals(options.goals);
  if (!options.floorsOnly && !isBuilt()) throw new Error('nothing to measure: run `npm run build` first');
  const { bench, notes } = await prepare(options);
  const outcomes = await runGoals(goals, bench);
  const { slack } = bench.profile;
  for (const note of notes) console.log(`# ${note}`);
  for (const outcome of outcomes) console.log(goalLine(outcome, slack));
  if (outcomes.some(({ figures }) => Object.keys(figures).length)) console.log(`\n${figuresTable(outcomes)}\n`);
  const file = writeJson({ file: options.json, profile: bench.profile, outcomes, notes });
  const missed = outcomes.filter((outcome) => verdict(outcome, slack) === 'MISS');
  console.log(`${missed.length ? `${missed.length} missed` : 'none missed'} in ${elapsed()} s; figures in ${file}`);
  process.exit(missed.length ? 1 : 0);
}

try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exit(2);
}
