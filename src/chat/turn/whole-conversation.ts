/** How long a conversation is, as far as the prompt of its newest turn tells. Pure. */
import { estimateTokens } from '../../common/token-estimate.js';
import type { TurnDraft } from './turn-draft.js';

/** Messages and tokens with question and answer; undefined where a part of it was not in the prompt. */
export function wholeConversation(
  { context, prompt }: TurnDraft,
  answer: string,
): { messages: number; tokens: number } | undefined {
  if (!context || !prompt || context.summary || context.history.length < context.historyLength) return undefined;
  if (prompt.ledger.dropped.some(({ kind }) => kind === 'message')) return undefined;
  const ofLayers = prompt.ledger.layers
    .filter(({ name }) => name === 'window' || name === 'question')
    .reduce((sum, { tokens }) => sum + tokens, 0);
  return { messages: context.historyLength + 2, tokens: ofLayers + estimateTokens(answer) };
}
