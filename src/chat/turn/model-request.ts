/** What a model is asked for a turn. Pure. */
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import type { Prompt } from '../prompt/build-prompt.js';
import type { AcceptedTurn } from './running-turn.js';

export function requestOf({ options, session, userId, turnId }: AcceptedTurn, prompt: Prompt): ChatRequest {
  return {
    booking: { userId, turnId, purpose: 'answer' },
    model: options.model ?? session.model ?? undefined,
    messages: prompt.messages,
    temperature: options.temperature,
    maxTokens: options.maxTokens,
    grounding: prompt.grounding,
  };
}
