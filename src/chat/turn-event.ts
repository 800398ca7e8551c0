/** What happens in a turn, as clients see it: the one contract from the runner to browsers, transcripts and tests. */
import type { ErrorCode } from '../common/error-codes.js';
import type { MessageUsage } from '../session/message-usage.js';

/** A numbered passage that was in the prompt. `start`/`end`: UTF-16 offsets of `quote` in the document's stored text. */
export interface Citation {
  n: number;
  /** null for what a tool found elsewhere; then `url` tells where. */
  document_id: string | null;
  chunk_id: string | null;
  title: string;
  quote: string;
  start: number;
  end: number;
  page?: number;
  url?: string;
  score: number;
  /** The answer refers to it as [n]. Known at the end of the turn. */
  cited?: boolean;
  /** Whether every sentence that refers to it is borne out by it; only where it is cited. */
  supported?: boolean;
}

/** Something recalled from memory that was in the prompt. */
export interface RecalledMemory {
  /** Of an episode the message's id. */
  id: string;
  content: string;
  score: number;
  /** Its number in the prompt, as [m1]. */
  n?: number;
  kind?: 'fact' | 'preference' | 'instruction' | 'episode';
  /** Where it was said. */
  session_id?: string;
  message_id?: string;
}

export type IncompleteReason =
  'stopped' | 'upstream_closed' | 'upstream_idle' | 'deadline' | 'server_restart' | 'length';

export type TurnStatus = 'complete' | 'incomplete' | 'failed';

export interface TurnStart {
  type: 'turn-start';
  session_id: string;
  turn_id: string;
  user_message_id: string;
  message_id: string;
  model: string;
}

export interface ContextReady {
  type: 'context-ready';
  citations: Citation[];
  memories: RecalledMemory[];
  /**
   * By name: sources that did not answer in time or failed; `evidence`, where documents say nothing about the question;
   * `agent`, `tone` and `collection`, where the conversation names one that is gone.
   */
  missing: string[];
}

export interface ToolCall {
  type: 'tool-call';
  id: string;
  name: string;
  /** Parsed; as the model wrote it where that is no JSON. */
  arguments: unknown;
}

export interface ToolResult {
  type: 'tool-result';
  id: string;
  name: string;
  ok: boolean;
  /** One line for people. */
  summary: string;
}

/** The turn waits: a person must allow or deny this call, see POST /turns/:id/approve and /deny. */
export interface ApprovalRequired {
  type: 'approval-required';
  /** Of its `tool-call`. */
  id: string;
  name: string;
  arguments: unknown;
  side_effects: 'none' | 'asks' | 'dangerous';
  /** ISO-8601; after it the call counts as denied. */
  expires_at: string;
}

/** What became of a call that was asked about; its `tool-result` follows. `stale`: the tool changed meanwhile. */
export interface ApprovalDecided {
  type: 'approval-decided';
  id: string;
  name: string;
  decision: 'approved' | 'denied' | 'expired' | 'stale';
}

export interface TextDelta {
  type: 'text-delta';
  text: string;
}

export interface TurnEnd {
  type: 'turn-end';
  turn_status: TurnStatus;
  reason?: IncompleteReason;
  error?: string;
  code?: ErrorCode;
  /** Seconds after which it makes sense to ask again, where the model server said so; not kept for replays. */
  retry_after?: number;
  /**
   * The whole text: the joined deltas, and what is saved. Empty for who reads on another server than the one that answers
   * where the conversation was deleted meanwhile: nothing of it is kept.
   */
  response: string;
  session_id: string;
  turn_id: string;
  message_id: string;
  model: string;
  finish_reason: string | null;
  citations: Citation[];
  usage: MessageUsage | null;
}

/** Where an agent that works by a pattern stands. What it writes on the way is no text of the answer. */
export interface AgentStep {
  type: 'agent-step';
  /** The same from `started` to its end: `plan`, `step-1` … */
  id: string;
  kind: 'plan' | 'step' | 'synthesis' | 'draft' | 'critic' | 'revision';
  state: 'started' | 'done' | 'failed' | 'skipped';
  title: string;
  /** One line for people. */
  summary?: string;
  /** Of a plan: the titles of its steps. */
  steps?: string[];
}

/** What a turn does beside speaking. */
export type StepEvent = ToolCall | ToolResult | ApprovalRequired | ApprovalDecided | AgentStep;

export type TurnEvent = TurnStart | ContextReady | StepEvent | TextDelta | TurnEnd;
