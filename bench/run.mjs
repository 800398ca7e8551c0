/** `npm run bench`: starts everything, measures the goals, prints a line each, exits 1 on a miss. */
import { chooseGoals, runGoal } from './goals/goals.mjs';
import { measure, WrongAnswers } from './goals/measure.mjs';
import { verdict } from './goals/outcome.mjs';
import { installExitHandlers, temporaryFolder } from './harness/children.mjs';
import { assignCores, assignReplicaCores, pinSelf } from './harness/cores.mjs';
import { standStill } from './harness/standing-still.mjs';
import { readOptions } from './options.mjs';
import { startPeers } from './peers/peers.mjs';
import { writeJson } from './report/json.mjs';
import { goalLine } from './report/lines.mjs';
import { figuresTable } from './report/table.mjs';
import { startFloors, startUpstream } from './subjects/floors.mjs';
import { isBuilt, startRai } from './subjects/rai.mjs';
import { seedRai } from './subjects/rai-seed.mjs';
import { startStores } from './subjects/stores.mjs';

const WARM = { script: { tokens: 64, delay: 0, first: 0 }, connections: 32, rampMs: 50 };

const started = performance.now();
const elapsed = () => Math.round((performance.now() - started) / 1000);
const progress = (text) => process.stderr.write(`${String(elapsed()).padStart(4)} s  ${text}\n`);

/** The application, seeded and started afresh, so that the import's heap is not part of what is measured. */
async function prepareRai(place, { profile, replicas }, notes) {
  progress('seeding the application');
  const { stores } = place;
  const rai = await startRai({ ...place, replicas, env: await stores?.newDatabase(), storePids: stores?.pids });
  notes.push(...(await seedRai(rai, profile.sizes, place.cores)));
  await rai.restart();
  return rai;
}

/** PostgreSQL and Redis, where the application is to be on them. */
async function prepareStores({ database, replicas }, cores, folder, notes) {
  notes.push(
    database === 'sqlite' ? 'application on SQLite' : `application on PostgreSQL and Redis, ${replicas} replica(s)`,
  );
  if (database === 'sqlite') return undefined;
  progress('starting PostgreSQL and Redis');
  return startStores(cores, folder);
}

async function prepare(options) {
  const { profile, floorsOnly, database, replicas } = options;
  const cores = database === 'sqlite' ? assignCores() : assignReplicaCores(replicas);
  const notes = [cores.note];
  const folder = temporaryFolder();
  const direct = await startUpstream(cores);
  const stores = await prepareStores(options, cores, folder, notes);
  const place = { cores, upstreamUrl: direct.url, folder, stores };
  const floors = await startFloors(place, profile.sizes);
  const peers = await startPeers(process.env.PEERS, { ...place, sessions: profile.sizes.sessions });
  notes.push(...peers.notes);
  for (const peer of peers.subjects) standStill(peer);
  const rai = floorsOnly ? undefined : await prepareRai(place, options, notes);
  pinSelf(cores);
  const servers = [floors.bare, profile.withNest && floors.nest, floors.sameWork, ...peers.subjects, rai].filter(
    Boolean,
  );
  const bench = {
    profile,
    cores,
    direct,
    bare: floors.bare,
    servers,
    peers: peers.subjects,
    rai,
    stores,
    folder,
    progress,
  };
  bench.leaveOut = (peer, why) => {
    for (const list of [bench.servers, bench.peers])
      list.splice(
        list.findIndex(({ name }) => name === peer.name),
        1,
      );
    notes.push(`peer ${peer.name} left out: ${why}`);
    progress(`leaving out ${peer.name}: ${why}`);
  };
  return { bench, notes };
}

async function warmUp(bench) {
  for (const subject of [...bench.servers]) {
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
