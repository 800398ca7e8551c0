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
import { MESSAGE_WEIGHTS, type MessageWeights } from './messages/weights.js';

export interface MessageRankOptions extends RankOptions {
  /** Milliseconds since the epoch; with it, "yesterday" and "last week" in the question mean something. */
  now?: number;
  /** Matches whose surroundings are read; `weights.candidates` unless given. */
  depth?: number;
}

interface Scored {
  entry: number;
  /** Place among the candidates. */
  at: number;
  /** The session's share of the score. */
  sessionShare: number;
  factor: number;
  total: number;
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
  const byScore = (a: Scored, b: Scored): number => b.total - a.total || reader.compareIds(a.entry, b.entry);
  ranked.sort(byScore);
  if (occasion.dates.length > 0) readTimes(ranked, circumstances, byScore);
  return ranked.slice(0, options.limit).map((each) => toHit(each, inContext, options.explain === true));
}

function scoreAll(
  reader: IndexReader,
  { entries, scores }: InContext,
  { sessions }: Evidence,
  circumstances: Circumstances,
  weights: MessageWeights,
): Scored[] {
  const best = greatest(scores);
  const groups = Uint32Array.from(entries, (entry) => reader.groupOf(entry));
  const bestSession = groups.reduce((most, session) => Math.max(most, sessions.scores[session]!), 0) || 1;
  const weight = weights.session * Math.min(1, weights.longText / reader.averageChars);
  return Array.from(entries, (entry, at): Scored => {
    // The square root, because a session twice as good is not twice as likely to hold the answer.
    const sessionShare = weight * Math.sqrt(sessions.scores[groups[at]!]! / bestSession);
    const factor = circumstances.factor(entry);
    return { entry, at, sessionShare, factor, total: (scores[at]! / best + sessionShare) * factor };
  });
}

const greatest = (values: Float32Array): number => values.reduce((most, value) => Math.max(most, value), 0);

/** Lets "last week" in the best messages meet the question's date. */
function readTimes(ranked: Scored[], circumstances: Circumstances, byScore: (a: Scored, b: Scored) => number): void {
  for (const each of ranked.slice(0, READ_FOR_TIMES)) {
    const told = circumstances.toldDate(each.entry);
    if (told === 0) continue;
    each.total += (each.total / each.factor) * told;
    each.factor += told;
  }
  ranked.sort(byScore);
}

function toHit(
  { entry, at, sessionShare, factor, total }: Scored,
  { own, scores }: InContext,
  explain: boolean,
): RankedHit {
  if (!explain) return { entry, score: total };
  const best = greatest(scores);
  return {
    entry,
    score: total,
    explain: { words: own[at]! / best, context: (scores[at]! - own[at]!) / best, session: sessionShare, factor },
  };
}
