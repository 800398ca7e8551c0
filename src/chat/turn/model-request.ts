/** What a model is asked for a turn. Pure. */
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import { modelOf } from '../context/prompt-limit.js';
import type { Prompt } from '../prompt/build-prompt.js';
import type { RunningTurn } from './running-turn.js';

export function requestOf({ accepted, trace }: RunningTurn, prompt: Prompt): ChatRequest {
  const { options, userId, turnId } = accepted;
  return {
    booking: { userId, turnId, purpose: 'answer' },
    trace,
    model: modelOf(accepted),
    messages: prompt.messages,
    temperature: options.temperature,
    maxTokens: options.maxTokens,
    grounding: prompt.grounding,
  };
}
