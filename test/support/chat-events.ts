import type { ChatEvent, FinishEvent, ToolCallEvent } from '../../src/platform/llm/chat-event.js';

/** How a chat model's stream went, whether it ended or threw. */
export interface ChatOutcome {
  events: ChatEvent[];
  /** The joined text. */
  text: string;
  toolCalls: ToolCallEvent[];
  finish?: FinishEvent;
  error?: unknown;
  ms: number;
}

/** Reads a stream to its end, `onEvent` after each event. */
export async function readChat(
  stream: AsyncIterable<ChatEvent>,
  onEvent: (event: ChatEvent) => void | Promise<void> = () => undefined,
): Promise<ChatOutcome> {
  const startedAt = performance.now();
  const outcome: ChatOutcome = { events: [], text: '', toolCalls: [], ms: 0 };
  try {
    for await (const event of stream) {
      outcome.events.push(event);
      if (event.type === 'text') outcome.text += event.text;
      else if (event.type === 'tool-call') outcome.toolCalls.push(event);
      else outcome.finish = event;
      await onEvent(event);
    }
  } catch (error) {
    outcome.error = error;
  }
  outcome.ms = performance.now() - startedAt;
  return outcome;
}
