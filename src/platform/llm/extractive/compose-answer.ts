/** Writes an answer without a model: it quotes and never claims more than is there. Pure. */
import type { Grounding } from '../chat-request.js';
import { type BestSentence, NO_ANSWER_BELOW, bestSentences } from '../../search/analysis/best-sentences.js';
import { smallTalk } from './small-talk.js';

const MAX_QUOTES = 3;
/** Further quotes must be nearly as good as the first. */
const COMPARABLE = 0.75;
const ABOUT_THE_USER = /\b(?:i|me|my|mine|myself)\b/i;

export const NO_MODEL =
  'No language model is connected, so I can only quote what is there. To get written answers, set LLM_API_URL to an OpenAI-compatible server.';
const NOTHING_FOUND = 'I found nothing in your documents or in this conversation that answers this.';

/** The answer in pieces, a sentence each; joined they are the whole. */
export function composeAnswer(grounding: Grounding): string[] {
  const courtesy = smallTalk(grounding.question);
  if (courtesy !== undefined) return [courtesy];
  const fromPassages = quotePassages(grounding);
  const fromHistory = quoteHistory(grounding);
  const personal = ABOUT_THE_USER.test(grounding.question);
  const [first, second] = personal ? [fromHistory, fromPassages] : [fromPassages, fromHistory];
  const pieces = first.length > 0 ? first : second;
  return spaced(pieces.length > 0 ? pieces : [NOTHING_FOUND, NO_MODEL]);
}

function quotePassages({ question, passages }: Grounding): string[] {
  return pick(bestSentences(question, passages, MAX_QUOTES)).map(({ text, n }) => `“${oneLine(text)}” [${n}]`);
}

/** What the user said counts; what an assistant said, above all this one, is no source. Later statements come first. */
function quoteHistory({ question, history }: Grounding): string[] {
  const said = history.filter((message) => message.role === 'user').map((message, n) => ({ n, text: message.content }));
  const found = bestSentences(question, said.reverse(), MAX_QUOTES * 4);
  const stated = found.filter(({ text }) => !/[?？؟]\s*$/.test(text));
  return pick(stated)
    .slice(0, 1)
    .map(({ text }) => `You said: “${oneLine(text)}”`);
}

function pick(found: BestSentence[]): BestSentence[] {
  const best = found[0]?.score ?? 0;
  if (best < NO_ANSWER_BELOW) return [];
  return found.filter(({ score }) => score >= best * COMPARABLE);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function spaced(pieces: string[]): string[] {
  return pieces.map((piece, i) => (i === 0 ? piece : ` ${piece}`));
}
