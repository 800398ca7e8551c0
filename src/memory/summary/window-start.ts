/** Where the window of a conversation begins. Pure. */
import { estimateTokens } from '../../common/token-estimate.js';
import { MESSAGE_OVERHEAD, WINDOW_MESSAGES } from '../window.js';

/** `history` newest first; gives the depth of the oldest message that fits, given the depth of the newest. */
export function windowStart(history: readonly { content: string }[], depth: number, budget: number): number {
  let left = budget;
  let kept = 0;
  for (const { content } of history) {
    left -= estimateTokens(content) + MESSAGE_OVERHEAD;
    if (left < 0 || kept === WINDOW_MESSAGES) break;
    kept++;
  }
  return depth - kept + 1;
}
