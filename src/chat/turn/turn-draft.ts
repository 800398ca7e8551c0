/** What is known of a turn's result while it runs; each step of the runner adds its part. */
import type { FinishEvent, TokenUsage } from '../../platform/llm/chat-event.js';
import type { GatheredContext } from '../context/context-gatherer.js';
import type { SpentEvent } from '../loop/loop-event.js';
import type { Prompt } from '../prompt/build-prompt.js';

export interface TurnDraft {
  context?: GatheredContext;
  prompt?: Prompt;
  finish?: FinishEvent;
  /** What calls cost whose text is no part of the answer. */
  spent?: TokenUsage & { estimated: boolean };
  /** Monotonic milliseconds, for durations. */
  startedAt: number;
  firstTextAt?: number;
}

export function addSpent(draft: TurnDraft, { usage, estimated }: SpentEvent): void {
  const { promptTokens = 0, completionTokens = 0, estimated: before = false } = draft.spent ?? {};
  draft.spent = {
    promptTokens: promptTokens + usage.promptTokens,
    completionTokens: completionTokens + usage.completionTokens,
    estimated: before || estimated,
  };
}
