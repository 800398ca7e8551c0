/** What is known of a turn's result while it runs; each step of the runner adds its part. */
import type { FinishEvent } from '../../platform/llm/chat-event.js';
import type { GatheredContext } from '../context/context-gatherer.js';
import type { Prompt } from '../prompt/build-prompt.js';

export interface TurnDraft {
  context?: GatheredContext;
  prompt?: Prompt;
  finish?: FinishEvent;
  /** Monotonic milliseconds, for durations. */
  startedAt: number;
  firstTextAt?: number;
}
