/** A message as the page holds it: what the API says of it, and what only the stream tells. */
import type {
  AgentStep,
  ApprovalRequired,
  NumberedEvent,
  ToolResult,
  TurnEvent,
  TurnStart,
} from '../api/turn-event.js';
import type { Message } from '../api/types.js';
import type { Messages } from './message-tree.js';

export interface ToolStep {
  type: 'tool-call' | 'tool-result';
  id: string;
  name: string;
  arguments: unknown;
  ok?: boolean;
  summary?: string;
}

export interface LiveMessage extends Message {
  /** Sources that did not answer in time, by name. */
  missing?: string[];
  /** What it does beside speaking, in the order of beginning. */
  steps?: (ToolStep | AgentStep)[];
  /** Calls that wait for a person; empty or absent: none. */
  waiting?: ApprovalRequired[];
}

/** It is being written, or waits for a person. */
export const isOpen = ({ state }: Pick<Message, 'state'>): boolean =>
  state !== undefined && !['complete', 'incomplete', 'failed'].includes(state);

/** A question as it was sent. */
export type Asked = Pick<Message, 'content' | 'parent_id' | 'attachments'>;

/** The question and the empty answer that a `turn-start` speaks of. */
export function begun(event: TurnStart, question?: Asked): LiveMessage[] {
  const common = { session_id: event.session_id, turn_id: event.turn_id, created_at: new Date().toISOString() };
  const answer: LiveMessage = {
    ...common,
    id: event.message_id,
    parent_id: event.user_message_id,
    role: 'assistant',
    content: '',
    state: 'running',
    model: event.model,
  };
  return question
    ? [{ ...common, ...question, id: event.user_message_id, role: 'user', state: 'complete' }, answer]
    : [answer];
}

/** The messages after some events of the turn that writes `id`. Pure; one new map for all of them. */
export function withEvents(messages: Messages, id: string, events: readonly NumberedEvent[]): Messages {
  const message = messages.get(id);
  if (!message) return messages;
  return new Map(messages).set(id, events.reduce<LiveMessage>(after, message));
}

function after(message: LiveMessage, event: TurnEvent): LiveMessage {
  switch (event.type) {
    case 'turn-start':
      return { ...message, content: '', state: 'running', model: event.model, steps: undefined, waiting: [] };
    case 'context-ready':
      return { ...message, citations: event.citations, memories: event.memories, missing: event.missing };
    case 'text-delta':
      return { ...message, content: message.content + event.text };
    case 'tool-call':
      return { ...message, steps: [...(message.steps ?? []), event] };
    case 'tool-result':
    case 'agent-step':
      return { ...message, steps: withStep(message.steps ?? [], event) };
    case 'approval-required':
      return { ...message, waiting: [...(message.waiting ?? []), event] };
    case 'approval-decided':
      return { ...message, waiting: message.waiting?.filter(({ id }) => id !== event.id) };
    case 'turn-end':
      return ended(message, event);
    default:
      return message;
  }
}

/** What is told of a step replaces what was; the result of a call keeps what was called. */
function withStep(steps: readonly (ToolStep | AgentStep)[], event: ToolResult | AgentStep): (ToolStep | AgentStep)[] {
  const isMeant = (step: ToolStep | AgentStep) =>
    step.id === event.id && (step.type === 'agent-step') === (event.type === 'agent-step');
  if (steps.some(isMeant)) return steps.map((step) => (isMeant(step) ? ({ ...step, ...event } as typeof step) : step));
  return event.type === 'agent-step' ? [...steps, event] : [...steps];
}

function ended(message: LiveMessage, event: Extract<TurnEvent, { type: 'turn-end' }>): LiveMessage {
  const { turn_status: state, reason, error, response, citations, usage, model } = event;
  return {
    ...message,
    state,
    reason,
    error,
    content: response,
    citations,
    usage: usage ?? undefined,
    model: model ?? message.model,
    waiting: [],
  };
}
