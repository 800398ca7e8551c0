// Ranks an owner's chat messages for a question. Pure: sees one reader, knows no users, no storage and no transport.
import type { IndexReader } from '../engine/index-reader.js';
import type { RankedHit, RankOptions } from '../engine/ranked-hit.js';
import { Circumstances } from './messages/circumstances.js';
import { namedSpeakers } from './messages/named-speakers.js';
import { questionDates } from './messages/question-dates.js';
import { questionIntent } from './messages/question-intent.js';
import { questionTerms } from './messages/question-terms.js';
import { type Evidence, gatherEvidence } from './messages/term-evidence.js';
import { type InContext, scoreInContext, withNeighbours } from './messages/turn-context.js';
import { placesOf } from './places-of.js';
import { MESSAGE_WEIGHTS, type MessageWeights } from './messages/weights.js';

export interface MessageRankOptions extends RankOptions {
  /** Milliseconds since the epoch; with it, "yesterday" and "last week" in the question mean something. */
  now?: number;
  /** Matches whose surroundings are read; `weights.candidates` unless given. */
  depth?: number;
}

/** What is known of the candidates, by their places: columns, for there are hundreds in every search. */
interface Scored {
  entries: Uint32Array;
  /** The session's share of the score. */
  sessionShares: Float64Array;
  factors: Float64Array;
  totals: Float64Array;
  /** Their places, best first. */
  order: Uint32Array;
}

/** How many of the best are read for relative times when the question has a date. */
const READ_FOR_TIMES = 100;

/**
 * The messages that answer the question, best first: BM25 over the question's words, their forms and related words;
 * what the turns around a message say; the session's score as a whole; and factors for speaker, role, date and manner.
 * A message may be found by its neighbours' words alone. Scores are relative to this question only.
 */
export function rankMessages(
  reader: IndexReader,
  query: string,
  options: MessageRankOptions,
  weights: MessageWeights = MESSAGE_WEIGHTS,
): RankedHit[] {
  const speakers = namedSpeakers(query, reader.names());
  const terms = questionTerms(reader, query, speakers.words, weights);
  if (terms.length === 0 || options.limit <= 0) return [];
  const evidence = gatherEvidence(reader, terms, weights);
  const mask = options.groups && reader.maskOfGroups(options.groups);
  const byId = (a: number, b: number): number => reader.compareIds(a, b);
  const most = Math.max(options.limit, options.depth ?? weights.candidates);
  const found = evidence.board.best(most, byId, mask);
  if (found.length === 0) return [];
  const inContext = scoreInContext(
    reader,
    evidence.rows,
    withNeighbours(reader, found, weights.answerDistance),
    weights,
  );
  const occasion = { intent: questionIntent(query), speakers, dates: questionDates(query, options.now) };
  const circumstances = new Circumstances(reader, occasion, weights);
  const ranked = scoreAll(reader, inContext, evidence, circumstances, weights);
  sortByTotal(ranked, reader);
  if (occasion.dates.length > 0) readTimes(ranked, circumstances, reader);
  return Array.from(ranked.order.subarray(0, options.limit), (at) =>
    toHit(ranked, at, inContext, options.explain === true),
  );
}

function scoreAll(
  reader: IndexReader,
  { entries, scores }: InContext,
  { sessions }: Evidence,
  circumstances: Circumstances,
  weights: MessageWeights,
): Scored {
  const best = greatest(scores);
  const sessionShares = new Float64Array(entries.length);
  for (let at = 0; at < entries.length; at++) sessionShares[at] = sessions.scores[reader.groupOf(entries[at]!)]!;
  const bestSession = greatest(sessionShares) || 1;
  const weight = weights.session * Math.min(1, weights.longText / reader.averageChars);
  const factors = new Float64Array(entries.length);
  const totals = new Float64Array(entries.length);
  for (let at = 0; at < entries.length; at++) {
    // The square root, because a session twice as good is not twice as likely to hold the answer.
    sessionShares[at] = weight * Math.sqrt(sessionShares[at]! / bestSession);
    factors[at] = circumstances.factor(entries[at]!);
    totals[at] = (scores[at]! / best + sessionShares[at]!) * factors[at]!;
  }
  return { entries, sessionShares, factors, totals, order: placesOf(entries) };
}

function greatest(values: Float32Array | Float64Array): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) if (values[at]! > most) most = values[at]!;
  return most;
}

function sortByTotal({ order, totals, entries }: Scored, reader: IndexReader): void {
  // Whole numbers only: of a difference, which has a fraction, V8 makes an object for each comparison.
  order.sort((a, b) => {
    const first = totals[a]!;
    const second = totals[b]!;
    if (first === second) return reader.compareIds(entries[a]!, entries[b]!);
    return first < second ? 1 : -1;
  });
}

/** Lets "last week" in the best messages meet the question's date. */
function readTimes(ranked: Scored, circumstances: Circumstances, reader: IndexReader): void {
  const { order, entries, totals, factors } = ranked;
  for (const at of order.subarray(0, READ_FOR_TIMES)) {
    const told = circumstances.toldDate(entries[at]!);
    if (told === 0) continue;
    totals[at]! += (totals[at]! / factors[at]!) * told;
    factors[at]! += told;
  }
  sortByTotal(ranked, reader);
}

function toHit(
  { entries, sessionShares, factors, totals }: Scored,
  at: number,
  { own, scores }: InContext,
  explain: boolean,
): RankedHit {
  const [entry, score] = [entries[at]!, totals[at]!];
  if (!explain) return { entry, score };
  const best = greatest(scores);
  return {
    entry,
    score,
    explain: {
      words: own[at]! / best,
      context: (scores[at]! - own[at]!) / best,
      session: sessionShares[at]!,
      factor: factors[at]!,
    },
  };
}
