import type { ChatEvent, TokenUsage } from '../../platform/llm/chat-event.js';
import type { SideEffects } from '../../tools/tool.js';
import type { Decision } from '../approval/approval-state.js';
import type { AgentStep } from '../turn-event.js';
import type { LoopState, RoundsState } from './loop-state.js';

/** How one tool call went. `content` is what the model was given of it. */
export interface ToolOutcomeEvent {
  type: 'tool-result';
  id: string;
  name: string;
  ok: boolean;
  summary: string;
  content: string;
}

/** A call that needs a yes. */
export interface ApprovalRequest {
  id: string;
  name: string;
  /** JSON as the model wrote it. */
  arguments: string;
  sideEffects: SideEffects;
  /** Of the tool as it is now. */
  toolHash: string;
}

/** Nothing more happens until people have decided; always last. `state` is what it takes to go on. */
export interface WaitEvent {
  type: 'wait';
  requests: ApprovalRequest[];
  state: LoopState;
}

/** What was decided about a call. */
export interface DecisionEvent {
  type: 'approval-decided';
  id: string;
  name: string;
  decision: Decision;
}

/** What happens in rounds of a model and its tools. */
export type SpokenEvent = ChatEvent | ToolOutcomeEvent | DecisionEvent;

/** The last is a `finish` or a `wait`; what calls before it cost is told as each of them ends. */
export type RoundsEvent = SpokenEvent | SpentEvent | { type: 'wait'; requests: ApprovalRequest[]; rounds: RoundsState };

/** A step of an agent that works by a pattern. `content`: what came of it, for whoever looks behind the answer. */
export interface AgentStepEvent {
  type: 'agent-step';
  step: AgentStep;
  content?: string;
}

/** Tokens of a call after which others may come: told at once, for the turn may not come to its regular end. */
export interface SpentEvent {
  type: 'spent';
  usage: TokenUsage;
  /** The server did not count them. */
  estimated: boolean;
  /** What its model is called in price lists, the most exact first; absent: as that of the last call. */
  pricedAs?: readonly string[];
}

/**
 * What happens while an answer is made: all a model says, and what its tools gave. The last is a `finish` or a `wait`;
 * the usage of a `finish` is that of the last call.
 */
export type LoopEvent = SpokenEvent | WaitEvent | AgentStepEvent | SpentEvent;
