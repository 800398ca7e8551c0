/**
 * G13: how many whole turns a second two replicas carry against one (and four, where so many run), on one PostgreSQL and
 * one Redis, conversations moving from replica to replica. A verdict needs a core for each replica, and room left on those
 * of the database, the model and the load; otherwise it is they that are measured.
 */
import { cpuBetween, cpuSnapshot } from '../harness/process-stats.mjs';
import { median, short } from '../harness/statistics.mjs';
import { inRounds, measure, probe, valuesOf } from './measure.mjs';
import { ratioCheck } from './outcome.mjs';

const SHAPE = { script: { tokens: 64, delay: 0, first: 0 }, streaming: false, rampMs: 100 };
const CONNECTIONS_A_REPLICA = 64;
/** Of a core: whoever is busier than that is what limits. */
const FULL = 0.9;

/** No two clients share a conversation. */
const connectionsFor = ({ sessions }, count) => Math.min(CONNECTIONS_A_REPLICA * count, sessions.length);
const nameOf = (count) => `${count} replica${count > 1 ? 's' : ''}`;
const coresIn = (list) => (list ? list.split(',').length : Number.NaN);

/** The first replicas of the cluster as a subject. */
function firstOf(rai, count) {
  const servers = rai.servers.slice(0, count);
  const pids = servers.map(({ pid }) => pid);
  return { ...rai, name: nameOf(count), count, urls: servers.map(({ url }) => url), pids };
}

/** Turns a second, and the share of its cores that each part was busy. */
async function carriedBy(bench, subject) {
  const { cores, direct } = bench;
  const model = cpuSnapshot(direct.modelPids);
  const load = process.cpuUsage();
  const shape = { ...SHAPE, connections: connectionsFor(subject, subject.count), seconds: bench.profile.seconds };
  const { turns, seconds, cpuMs, storeMs } = await measure(bench, subject, shape);
  const { user, system } = process.cpuUsage(load);
  const [loadMs, modelMs] = [(user + system) / 1000, cpuBetween(model, cpuSnapshot(direct.modelPids))];
  const busy = (ms, list) => ms / (seconds * 1000) / coresIn(list);
  const share = cores.load === cores.upstream;
  return {
    turns: turns / seconds,
    cpu: cpuMs / turns,
    storeCpu: storeMs / turns,
    replicas: cpuMs / (seconds * 1000) / subject.count,
    database: busy(storeMs, cores.database),
    model: busy(modelMs + (share ? loadMs : 0), cores.upstream),
    load: busy(loadMs + (share ? modelMs : 0), cores.load),
  };
}

/** Why the ratio says nothing about replicas, in words. */
function obstacle({ fits, note }, results) {
  if (!fits) return `cores do not allow a verdict: ${note}`;
  const busiest = Object.values(results).at(-1);
  for (const part of ['database', 'model', 'load']) {
    const busy = median(busiest.map((result) => result[part]));
    if (busy > FULL) return `cores do not allow a verdict: the ${part}'s were ${short(busy * 100)} % busy`;
  }
  return undefined;
}

export const g13 = {
  id: 'G13',
  title: 'turns/s of several replicas',
  needsCpu: true,
  /** @param {import('./measure.mjs').Bench} bench */
  async run(bench) {
    const { rai, cores, profile } = bench;
    if (!rai || rai.servers.length < 2) return { notMeasured: 'only with --database postgres --replicas 2 or more' };
    const counts = [1, 2, 4, 8].filter((count) => count <= rai.servers.length);
    const subjects = counts.map((count) => firstOf(rai, count));
    const warm = { ...SHAPE, connections: connectionsFor(rai, rai.servers.length), seconds: profile.warmSeconds };
    await measure(bench, firstOf(rai, rai.servers.length), warm);
    const steadiness = [];
    const results = await inRounds(
      bench,
      'G13',
      subjects,
      profile.rounds,
      (subject) => carriedBy(bench, subject),
      async () => steadiness.push(await probe(bench)),
    );
    const turns = valuesOf(results, (result) => result.turns);
    const why = obstacle(cores, results);
    const limit = (count) => (count === 2 && !why ? { direction: '≥', must: 1.7 } : {});
    const checks = counts
      .slice(1)
      .map((count) => ratioCheck('turns/s', turns, { of: nameOf(count), to: nameOf(1), ...limit(count) }));
    const columns = { 'turns/s': 'turns', 'CPU ms/turn': 'cpu', 'database CPU ms/turn': 'storeCpu' };
    const shares = {
      'replicas busy': 'replicas',
      'database busy': 'database',
      'model busy': 'model',
      'load busy': 'load',
    };
    const figures = Object.fromEntries(
      Object.entries({ ...columns, ...shares }).map(([title, key]) => [
        `G13 ${title}`,
        valuesOf(results, (result) => result[key]),
      ]),
    );
    return { checks, steadiness, figures, note: why ?? cores.note };
  },
};
