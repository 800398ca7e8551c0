/** How a turn ended, from what its model stream did. Pure; the one place that decides between the three ends. */
import type { ErrorCode } from '../../common/error-codes.js';
import { toAppError } from '../../http/errors/to-app-error.js';
import type { FinishReason } from '../../platform/llm/chat-event.js';
import { reasonAfterText, UpstreamError } from '../../platform/llm/upstream-error.js';
import type { IncompleteReason, TurnStatus } from '../turn-event.js';

export interface TurnOutcome {
  state: TurnStatus;
  reason?: IncompleteReason;
  code?: ErrorCode;
  error?: string;
  /** Seconds after which it makes sense to ask again, where the model server said so. */
  retryAfter?: number;
  finishReason?: FinishReason;
}

/** The stream came to its regular end. */
export function outcomeOfFinish(reason: FinishReason): TurnOutcome {
  if (reason === 'length') return { state: 'incomplete', reason: 'length', finishReason: reason };
  return { state: 'complete', finishReason: reason };
}

/** The stream threw. Text that was sent stays: then the turn is incomplete, not failed. */
export function outcomeOfError(error: unknown, hasText: boolean, stopReason?: IncompleteReason): TurnOutcome {
  if (stopReason) return { state: 'incomplete', reason: stopReason };
  // The database may be what failed: it says so as it would to a request.
  const { code, message, retryAfter } = toAppError(error);
  if (hasText && error instanceof UpstreamError) {
    return { state: 'incomplete', reason: reasonAfterText(error), code, error: message, retryAfter };
  }
  return { state: 'failed', code, error: message, retryAfter };
}
