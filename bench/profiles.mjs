/** How long and how large a run is. The goals are the same in every profile; the smoke run gives them slack. */

/**
 * @typedef {object} Profile
 * @property {string} name
 * @property {number} rounds interleaved rounds of a goal
 * @property {number} latencyRounds rounds of G4, which takes two measurements a round
 * @property {number} seconds length of one measurement
 * @property {number} warmSeconds load on every subject before anything is measured
 * @property {number} slack 0.25 moves every limit by a quarter
 * @property {{chunks: number, sessions: number, messages: number, memories: number, longSession: number}} sizes of the seed
 * @property {boolean} withNest whether the framework floor is measured, too
 * @property {number} relayedTokens length of the answers whose tokens are counted against CPU
 * @property {{counts: number[], tokens: number, rampMs: number, rounds: number}} held streams at 20 tokens a second
 * @property {{connections: number, tokens: number, rampMs: number, rounds: number}|undefined} burst of starting streams
 * @property {{filling: number, streams: number, tokens: number}|undefined} open streams of one token a second, for memory;
 *   the first ones only fill the heap's slack
 * @property {number} starts how often the application is started on an empty database, and on the seeded one
 * @property {{rows: number, queries: number}|undefined} search passages and questions of the search in process
 * @property {number} stopped how many streams are stopped at once
 */

const sizes = { chunks: 10_000, sessions: 1000, messages: 10, memories: 200, longSession: 10_000 };

/** @type {Profile} */
export const FULL = {
  name: 'full',
  rounds: 5,
  latencyRounds: 5,
  seconds: 4,
  warmSeconds: 12,
  slack: 0,
  sizes,
  withNest: true,
  relayedTokens: 256,
  held: { counts: [500, 1000], tokens: 128, rampMs: 4000, rounds: 2 },
  burst: { connections: 500, tokens: 64, rampMs: 1300, rounds: 3 },
  open: { filling: 250, streams: 750, tokens: 14 },
  starts: 5,
  search: { rows: 100_000, queries: 100 },
  stopped: 100,
};

/** @type {Profile} */
export const SMOKE = {
  name: 'smoke',
  rounds: 3,
  latencyRounds: 2,
  seconds: 0.7,
  warmSeconds: 0.4,
  slack: 0.25,
  sizes: { chunks: 10_000, sessions: 200, messages: 10, memories: 50, longSession: 0 },
  withNest: false,
  relayedTokens: 128,
  held: { counts: [200], tokens: 30, rampMs: 1000, rounds: 1 },
  burst: undefined,
  open: undefined,
  starts: 0,
  search: undefined,
  stopped: 20,
};

/** The full run with streams held open for ten minutes. @type {Profile} */
export const LONG = { ...FULL, name: 'long', open: { filling: 250, streams: 750, tokens: 600 } };
