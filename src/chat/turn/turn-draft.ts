/** What is known of a turn's result while it runs; each step of the runner adds its part. */
import type { FinishEvent, TokenUsage } from '../../platform/llm/chat-event.js';
import type { GatheredContext } from '../context/context-gatherer.js';
import type { SpentEvent } from '../loop/loop-event.js';
import type { Prompt } from '../prompt/build-prompt.js';

export interface TurnDraft {
  context?: EndContext;
  prompt?: EndPrompt;
  finish?: FinishEvent;
  /** What calls cost whose text is no part of the answer. */
  spent?: TokenUsage & { estimated: boolean };
  /** Monotonic milliseconds, for durations. */
  startedAt: number;
  firstTextAt?: number;
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

export function addSpent(draft: TurnDraft, { usage, estimated }: SpentEvent): void {
  const { promptTokens = 0, completionTokens = 0, estimated: before = false } = draft.spent ?? {};
  draft.spent = {
    promptTokens: promptTokens + usage.promptTokens,
    completionTokens: completionTokens + usage.completionTokens,
    estimated: before || estimated,
  };
}
