/** What is known of a turn's result while it runs; each step of the runner adds its part. */
import type { FinishEvent, TokenUsage } from '../../platform/llm/chat-event.js';
import type { GatheredContext } from '../context/context-gatherer.js';
import type { SpentEvent } from '../loop/loop-event.js';
import type { Prompt } from '../prompt/build-prompt.js';

export interface TurnDraft {
  context?: EndContext;
  prompt?: EndPrompt;
  finish?: FinishEvent;
  /** What the calls cost that came before the last one. */
  spent?: Spent;
  /** Monotonic milliseconds, for durations. */
  startedAt: number;
  firstTextAt?: number;
}

export interface Spent extends TokenUsage {
  estimated: boolean;
  /** UTF-16 units of the answer that these calls said. */
  said?: number;
  /** Of these tokens, those of which is known whose price they have. */
  priced?: PricedUsage[];
}

/** Tokens, and what their model is called in price lists. */
export interface PricedUsage extends TokenUsage {
  pricedAs: readonly string[];
}

/** Of what was gathered, what the end of the turn needs. */
export interface EndContext extends Pick<GatheredContext, 'citations' | 'memories' | 'missing' | 'historyLength'> {
  summary?: object;
  history: { readonly length: number };
}

/** Of the prompt, what the end of the turn needs. */
export type EndPrompt = Pick<Prompt, 'ledger' | 'passages'>;

/** Lets go of all but what the end needs: conversation and prompt are many times as long as the answer, which may take minutes. */
export function keepForEnd(draft: TurnDraft): void {
  const { context, prompt } = draft;
  if (context) {
    const { citations, memories, missing, historyLength, summary, history } = context;
    const { length } = history;
    draft.context = { citations, memories, missing, historyLength, summary: summary && {}, history: { length } };
  }
  if (prompt) draft.prompt = { ledger: prompt.ledger, passages: prompt.passages };
}

/** `said`: the length of the answer so far. */
export function addSpent(draft: TurnDraft, { usage, estimated, pricedAs }: SpentEvent, said: number): void {
  const { spent } = draft;
  const priced = [...(spent?.priced ?? [])];
  if (pricedAs) {
    const at = priced.findIndex((one) => one.pricedAs.join('\n') === pricedAs.join('\n'));
    if (at < 0) priced.push({ pricedAs, ...usage });
    else priced[at] = { pricedAs, ...sumOf(priced[at]!, usage) };
  }
  draft.spent = { ...sumOf(spent, usage), estimated: estimated || (spent?.estimated ?? false), said, priced };
}

function sumOf(one: TokenUsage | undefined, other: TokenUsage): TokenUsage {
  return {
    promptTokens: (one?.promptTokens ?? 0) + other.promptTokens,
    completionTokens: (one?.completionTokens ?? 0) + other.completionTokens,
  };
}
