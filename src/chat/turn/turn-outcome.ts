/** How a turn ended, from what its model stream did. Pure; the one place that decides between the three ends. */
import { AppError } from '../../common/app-error.js';
import type { ErrorCode } from '../../common/error-codes.js';
import { ERROR_CODES } from '../../common/error-codes.js';
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
  const { code, message, retryAfter } = describe(error);
  if (hasText && error instanceof UpstreamError) {
    return { state: 'incomplete', reason: reasonAfterText(error), code, error: message, retryAfter };
  }
  return { state: 'failed', code, error: message, retryAfter };
}

function describe(error: unknown): { code: ErrorCode; message: string; retryAfter?: number } {
  if (error instanceof AppError) return error;
  return { code: 'internal_error', message: ERROR_CODES.internal_error[1] };
}
