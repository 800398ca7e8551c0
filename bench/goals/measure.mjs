/** The vocabulary the goals are written in: measure a subject, measure all in rounds, compare. */
import { answerText } from '../upstream/script.mjs';
import { whileAwake } from '../harness/standing-still.mjs';
import { runLoad } from '../load/load.mjs';
import { requestFor } from '../subjects/envelopes.mjs';
import { questions } from '../workload.mjs';

const QUESTIONS = questions(997); // a prime, so that a lane's questions and sessions do not move in step
const PATIENCE_MS = 30_000;
const PROBE = { script: { tokens: 64, delay: 0, first: 0 }, streaming: false, connections: 64, rampMs: 50 };

/**
 * @typedef {object} Bench what a goal gets
 * @property {import('../profiles.mjs').Profile} profile
 * @property {import('../harness/cores.mjs').Cores} cores
 * @property {import('../subjects/envelopes.mjs').Subject} direct the scripted model itself
 * @property {import('../subjects/envelopes.mjs').Subject} bare
 * @property {import('../subjects/envelopes.mjs').Subject[]} servers every server under test: floors, peers, the application
 * @property {import('../subjects/rai.mjs').Rai} [rai] absent when only floors are measured
 * @property {import('../subjects/envelopes.mjs').Subject[]} peers
 * @property {import('../subjects/stores.mjs').Stores} [stores] PostgreSQL and Redis of this run, where the application is on them
 * @property {string} folder temporary, of this run
 * @property {(peer: import('../subjects/envelopes.mjs').Subject, why: string) => void} leaveOut from here on
 * @property {(text: string) => void} progress
 */

/** Some answer was not exactly what the model had said. The goal is missed, whatever its speed. */
export class WrongAnswers extends Error {
  constructor(subject, { faulty, turns, faults }) {
    super(`${subject}: ${faulty} of ${faulty + turns} answers wrong, e.g. ${faults[0]}`);
  }
}

/**
 * Puts one load on one subject; every answer is checked against the model's text.
 * @param {Bench} bench
 * @param {import('../subjects/envelopes.mjs').Subject} subject
 * @param {{script: import('../upstream/script.mjs').AnswerScript, streaming: boolean, connections: number, rampMs: number,
 *   seconds?: number, requestsPerLane?: number, sessions?: string[]}} shape
 */
export async function measure(bench, subject, { script, streaming, sessions, ...shape }) {
  const request = requestFor(subject, script, streaming);
  const plan = {
    ...request,
    ...shape,
    sessions: sessions ?? request.sessions,
    questions: QUESTIONS,
    expected: answerText(script.tokens),
    patienceMs: PATIENCE_MS + script.first + script.tokens * script.delay,
  };
  const options = { workers: bench.cores.loadWorkers, pids: subject.pids, storePids: subject.storePids };
  const load = () => runLoad(plan, options);
  const result = await (bench.peers.includes(subject) ? whileAwake(subject, load) : load());
  if (result.faulty) throw new WrongAnswers(subject.name, result);
  return result;
}

/** How fast the machine is at this moment: turns a second of the bare floor. */
export async function probe(bench) {
  const seconds = Math.min(1, bench.profile.seconds / 2);
  const { turns, seconds: took } = await measure(bench, bench.bare, { ...PROBE, seconds });
  return turns / took;
}

/**
 * Who takes part in a goal: those it compares, and in the longer runs the others that are worth a row in the table.
 * @param {Bench} bench
 * @param {{compared: string[], shown?: string[]}} names
 */
export function subjectsOf(bench, { compared, shown = [] }) {
  const names = bench.profile.name === 'smoke' ? compared : [...compared, ...shown];
  const peers = bench.peers.map(({ name }) => name);
  return bench.servers.filter(({ name }) => [...names, ...peers, 'rai'].includes(name));
}

/** A peer that answers wrongly is left out of the run, and that is said; it is no fault of the application's. */
async function take(bench, results, subject, once) {
  if (!results[subject.name]) return;
  try {
    results[subject.name].push(await once());
  } catch (error) {
    if (!(error instanceof WrongAnswers) || !bench.peers.some(({ name }) => name === subject.name)) throw error;
    bench.leaveOut(subject, error.message);
    delete results[subject.name];
  }
}

/**
 * Calls `once` for every subject in every round; who comes first rotates, so that drift hits all alike.
 * @template T
 * @param {Bench} bench
 * @param {string} label for the progress line
 * @param {import('../subjects/envelopes.mjs').Subject[]} subjects
 * @param {number} rounds
 * @param {(subject: import('../subjects/envelopes.mjs').Subject, round: number) => Promise<T>} once
 * @param {() => Promise<unknown>} [beforeRound]
 * @returns {Promise<Record<string, T[]>>} by the subject's name
 */
export async function inRounds(bench, label, subjects, rounds, once, beforeRound) {
  const results = Object.fromEntries(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    bench.progress(`${label}: round ${round + 1} of ${rounds}`);
    await beforeRound?.();
    for (let turn = 0; turn < subjects.length; turn++) {
      const subject = subjects[(turn + round) % subjects.length];
      await take(bench, results, subject, () => once(subject, round));
    }
  }
  return results;
}

/** Applies `value` to every result of every subject. @returns {Record<string, number[]>} */
export const valuesOf = (results, value) =>
  Object.fromEntries(Object.entries(results).map(([name, list]) => [name, list.map(value)]));
