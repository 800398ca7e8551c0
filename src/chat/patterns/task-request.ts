/** Requests beside the one that answers. Pure. */
import type { ChatRequest } from '../../platform/llm/chat-request.js';
import { withText } from '../../platform/llm/message-text.js';

export interface Task {
  /** What the call is booked as. */
  purpose: string;
  /** Said after the question. */
  text: string;
  maxTokens?: number;
  temperature?: number;
}

/** The same conversation with something to do about its last question. */
export function taskRequest(request: ChatRequest, { purpose, text, ...change }: Task): ChatRequest {
  const messages = [...request.messages];
  const last = messages.at(-1);
  if (last?.role === 'user')
    messages[messages.length - 1] = { ...last, content: withText(last.content, `\n\n---\n${text}`) };
  else messages.push({ role: 'user', content: text });
  const booking = request.booking && { ...request.booking, purpose };
  return { ...request, ...change, messages, booking };
}

/** The first JSON object of a text, or undefined. */
export function jsonIn(text: string): unknown {
  const json = /\{[\s\S]*\}/.exec(text)?.[0];
  if (!json) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
