/** What a model is asked for a turn. Pure. */
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import type { Prompt } from '../prompt/build-prompt.js';
import type { RunningTurn } from './running-turn.js';

export function requestOf({ accepted, trace }: RunningTurn, prompt: Prompt): ChatRequest {
  const { options, session, userId, turnId } = accepted;
  return {
    booking: { userId, turnId, purpose: 'answer' },
    trace,
    model: options.model ?? session.model ?? undefined,
    messages: prompt.messages,
    temperature: options.temperature,
    maxTokens: options.maxTokens,
    grounding: prompt.grounding,
  };
}
