/** The frames of an answer's stream. Types this page does not know are kept and ignored. */
import type { Citation, Recalled, Usage } from './types.js';

export interface TurnStart {
  type: 'turn-start';
  session_id: string;
  turn_id: string;
  user_message_id: string;
  message_id: string;
  model: string;
}

export interface TurnEnd {
  type: 'turn-end';
  turn_status: 'complete' | 'incomplete' | 'failed';
  reason?: string;
  error?: string;
  response: string;
  model?: string;
  citations: Citation[];
  usage: Usage | null;
}

export interface ToolCall {
  type: 'tool-call';
  id: string;
  name: string;
  arguments: unknown;
}

export interface ToolResult {
  type: 'tool-result';
  id: string;
  name: string;
  ok: boolean;
  summary: string;
}

/** The turn waits until a person allows or denies this call. */
export interface ApprovalRequired {
  type: 'approval-required';
  id: string;
  name: string;
  arguments: unknown;
  side_effects: 'none' | 'asks' | 'dangerous';
  expires_at: string;
}

export interface ApprovalDecided {
  type: 'approval-decided';
  id: string;
  name: string;
  decision: 'approved' | 'denied' | 'expired' | 'stale';
}

/** Where an agent that works by a pattern stands; `id` is the same from its beginning to its end. */
export interface AgentStep {
  type: 'agent-step';
  id: string;
  state: 'started' | 'done' | 'failed' | 'skipped';
  title: string;
  summary?: string;
  /** Of a plan: the titles of its steps. */
  steps?: string[];
}

export type TurnEvent =
  | TurnStart
  | { type: 'context-ready'; citations: Citation[]; memories: Recalled[]; missing: string[] }
  | { type: 'text-delta'; text: string }
  | ToolCall
  | ToolResult
  | ApprovalRequired
  | ApprovalDecided
  | AgentStep
  | TurnEnd;

export type NumberedEvent = TurnEvent & { seq: number };
