/** Sums a conversation up by the sentences that say most of what it is about. Pure. */
import { estimateTokens } from '../../common/token-estimate.js';
import { stemsIn } from '../facts/memory-words.js';
import { ownSentences } from '../learning/own-words.js';

export interface SpokenMessage {
  role: string;
  content: string;
}

interface Candidate {
  line: string;
  stems: string[];
  weight: number;
  place: number;
}

const SPEAKERS: Record<string, string> = { user: 'User', assistant: 'Assistant' };
/** What the user says counts more than the answers, what an earlier summary chose more than what is new. */
const WEIGHTS: Record<string, number> = { user: 1.4, assistant: 1 };
const CHOSEN_BEFORE = 1.3;
const QUESTION = 0.7;
const NUMBERS_AND_NAMES = 1.2;
const SHORTEST = 20;
const LONGEST = 300;
/** Of an answer; what follows is mostly elaboration. */
const ANSWER_SENTENCES = 2;
/** A sentence whose words are mostly said already adds nothing. */
const REPEATED = 0.7;

/** Lines "User: …", oldest first, within `budget` tokens; empty where nothing is worth a line. */
export function selectSentences(
  earlier: string | undefined,
  messages: readonly SpokenMessage[],
  budget: number,
): string {
  const candidates = [...linesOf(earlier), ...messages.flatMap(sentencesOf)].map(
    ({ line, weight }, place): Candidate => ({ line, weight, place, stems: stemsIn(line.replace(/^\w+: /, '')) }),
  );
  const chosen = choose(rank(candidates), budget);
  return chosen
    .sort((a, b) => a.place - b.place)
    .map(({ line }) => line)
    .join('\n');
}

function linesOf(summary: string | undefined): { line: string; weight: number }[] {
  const lines = summary?.split('\n').filter(Boolean) ?? [];
  return lines.map((line) => ({ line, weight: CHOSEN_BEFORE * (line.startsWith('User:') ? WEIGHTS.user! : 1) }));
}

function sentencesOf({ role, content }: SpokenMessage): { line: string; weight: number }[] {
  const speaker = SPEAKERS[role];
  if (!speaker) return [];
  const sentences = ownSentences(content).filter(({ length }) => length >= SHORTEST && length <= LONGEST);
  const kept = role === 'user' ? sentences : sentences.slice(0, ANSWER_SENTENCES);
  return kept.map((sentence) => {
    const question = /\?\s*$/.test(sentence) ? QUESTION : 1;
    const definite = /\d|\s\p{Lu}/u.test(sentence) ? NUMBERS_AND_NAMES : 1;
    return { line: `${speaker}: ${sentence}`, weight: WEIGHTS[role]! * question * definite };
  });
}

/** Best first: how common a sentence's words are in the conversation, by the root of its length. */
function rank(candidates: readonly Candidate[]): Candidate[] {
  const frequency = new Map<string, number>();
  for (const { stems } of candidates) for (const stem of stems) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  const scored = candidates.map((candidate) => {
    const sum = candidate.stems.reduce((total, stem) => total + Math.log(1 + frequency.get(stem)!), 0);
    return { candidate, score: (candidate.weight * sum) / Math.sqrt(Math.max(4, candidate.stems.length)) };
  });
  return scored
    .sort((a, b) => b.score - a.score || a.candidate.place - b.candidate.place)
    .map(({ candidate }) => candidate);
}

function choose(ranked: readonly Candidate[], budget: number): Candidate[] {
  const chosen: Candidate[] = [];
  const said = new Set<string>();
  let left = budget;
  for (const candidate of ranked) {
    const tokens = estimateTokens(candidate.line) + 1;
    const known = candidate.stems.filter((stem) => said.has(stem)).length;
    if (tokens > left || candidate.stems.length === 0 || known / candidate.stems.length >= REPEATED) continue;
    left -= tokens;
    chosen.push(candidate);
    for (const stem of candidate.stems) said.add(stem);
  }
  return chosen;
}
