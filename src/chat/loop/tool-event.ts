/** What clients are told of a tool call and its result. Pure. */
import type { ToolCallEvent } from '../../platform/llm/chat-event.js';
import type { ApprovalRequired, StepEvent } from '../turn-event.js';
import type { ApprovalRequest, DecisionEvent, ToolOutcomeEvent } from './loop-event.js';

/** Of arguments that are no JSON or endless, what is shown (UTF-16 units). */
const LONGEST_ARGUMENTS = 20_000;
const LONGEST_NAME = 128;

export function toToolEvent(event: ToolCallEvent | ToolOutcomeEvent | DecisionEvent): StepEvent {
  const shown = { id: event.id, name: event.name.slice(0, LONGEST_NAME) };
  if (event.type === 'tool-call') return { type: 'tool-call', ...shown, arguments: shownArguments(event.arguments) };
  if (event.type === 'approval-decided') return { type: 'approval-decided', ...shown, decision: event.decision };
  return { type: 'tool-result', ...shown, ok: event.ok, summary: event.summary };
}

export function toApprovalEvent(request: ApprovalRequest, expiresAt: string): ApprovalRequired {
  const { id, name, sideEffects } = request;
  const shown = shownArguments(request.arguments);
  return { type: 'approval-required', id, name, arguments: shown, side_effects: sideEffects, expires_at: expiresAt };
}

/** Parsed, where it is JSON that is not endless. */
export function shownArguments(text: string): unknown {
  if (text.length > LONGEST_ARGUMENTS) return text.slice(0, LONGEST_ARGUMENTS);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
