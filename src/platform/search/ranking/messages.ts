// Ranks an owner's chat messages for a question. Pure: sees one reader, knows no users, no storage and no transport.
import type { IndexReader } from '../engine/index-reader.js';
import type { RankedHit, RankOptions } from '../engine/ranked-hit.js';
import { Circumstances } from './messages/circumstances.js';
import { namedSpeakers } from './messages/named-speakers.js';
import { questionDates } from './messages/question-dates.js';
import { questionIntent } from './messages/question-intent.js';
import { questionTerms } from './messages/question-terms.js';
import { gatherEvidence } from './messages/term-evidence.js';
import { type Candidate, TurnContext, withNeighbours } from './messages/turn-context.js';
import { MESSAGE_WEIGHTS, type MessageWeights } from './messages/weights.js';

export interface MessageRankOptions extends RankOptions {
  /** Milliseconds since the epoch; with it, "yesterday" and "last week" in the question mean something. */
  now?: number;
}

interface Scored extends Candidate {
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
  const found = reader.best(evidence.scores, Math.max(weights.candidates, options.limit), mask);
  if (found.length === 0) return [];
  const candidates = withNeighbours(reader, found, weights.answerDistance);
  const scored = new TurnContext(reader, evidence.rows, candidates, weights).score();
  const occasion = { intent: questionIntent(query), speakers, dates: questionDates(query, options.now) };
  const circumstances = new Circumstances(reader, occasion, weights, candidates);
  const share = sessionShares(reader, evidence.sessions, scored, weights);
  const best = Math.max(...scored.map(({ score }) => score));
  const ranked = scored.map((candidate): Scored => {
    const { entry, session, own, score } = candidate;
    const sessionShare = share(session);
    const factor = circumstances.factor(entry);
    // Field by field: spreading thousands of candidates takes longer than all the rest.
    return { entry, session, own, score, sessionShare, factor, total: (score / best + sessionShare) * factor };
  });
  // Ties by id: entry numbers change when segments are merged.
  const byScore = (a: Scored, b: Scored): number =>
    b.total - a.total || (reader.idOf(a.entry) < reader.idOf(b.entry) ? -1 : 1);
  ranked.sort(byScore);
  if (occasion.dates.length > 0) readTimes(ranked, circumstances, byScore);
  return ranked.slice(0, options.limit).map((each) => toHit(each, best, options.explain === true));
}

/** The square root, because a session twice as good is not twice as likely to hold the answer. */
function sessionShares(
  reader: IndexReader,
  sessions: Float32Array,
  scored: readonly Candidate[],
  weights: MessageWeights,
): (session: number) => number {
  const best = Math.max(...scored.map(({ session }) => sessions[session]!));
  const weight = weights.session * Math.min(1, weights.longText / reader.averageChars);
  return (session) => (best > 0 ? weight * Math.sqrt(sessions[session]! / best) : 0);
}

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

function toHit({ entry, own, score, sessionShare, factor, total }: Scored, best: number, explain: boolean): RankedHit {
  if (!explain) return { entry, score: total };
  return {
    entry,
    score: total,
    explain: { words: own / best, context: (score - own) / best, session: sessionShare, factor },
  };
}
