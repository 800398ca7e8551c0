/** What clients are told of a tool call and its result. Pure. */
import type { ToolCallEvent } from '../../platform/llm/chat-event.js';
import type { ToolCall, ToolResult } from '../turn-event.js';
import type { ToolOutcomeEvent } from './loop-event.js';

/** Of arguments that are no JSON or endless, what is shown (UTF-16 units). */
const LONGEST_ARGUMENTS = 20_000;
const LONGEST_NAME = 128;

export function toToolEvent(event: ToolCallEvent | ToolOutcomeEvent): ToolCall | ToolResult {
  const { id, name } = event;
  const shown = { id: id.slice(0, LONGEST_NAME), name: name.slice(0, LONGEST_NAME) };
  if (event.type === 'tool-call') return { type: 'tool-call', ...shown, arguments: parsed(event.arguments) };
  return { type: 'tool-result', ...shown, ok: event.ok, summary: event.summary };
}

function parsed(text: string): unknown {
  if (text.length > LONGEST_ARGUMENTS) return text.slice(0, LONGEST_ARGUMENTS);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
