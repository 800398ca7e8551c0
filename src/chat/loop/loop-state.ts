/** An answer that was laid aside between two rounds, as JSON keeps it. */
import type { ToolCallEvent } from '../../platform/llm/chat-event.js';
import type { ChatMessage, ChatRequest } from '../../platform/llm/chat-request.js';
import type { CallOutcome } from '../../tools/tool-runner.js';
import type { AcceptedTurn } from '../turn/running-turn.js';

/** Who goes on in the next round, and with what. What may be absent is where an earlier version laid it aside. */
export interface NextStage {
  /** The new first message. */
  system: string;
  /** Of the request, what changes. */
  change: Partial<ChatRequest>;
  tools: ChatRequest['tools'];
  /** What was said before the question, as the new prompt has it; absent: it stays. */
  history?: ChatMessage[];
  /** What the text of the question began with, files and all, and begins with now; absent: it stays. */
  question?: { was: string; is: string };
  /** Its model is shown no images, so they take no room. */
  isBlind?: boolean;
  /** Tokens that messages and tools may have; absent: what was left for results is left. */
  limit?: number;
}

export type RoundOutcome = CallOutcome & { next?: NextStage };

export interface RoundsState {
  request: ChatRequest;
  /** The conversation up to and with the calls of the round. */
  messages: ChatMessage[];
  round: number;
  calls: ToolCallEvent[];
  /** Of each call; null: it waits. */
  outcomes: (RoundOutcome | null)[];
  tokensLeft: number;
  /** Milliseconds in which further tools may be called. */
  msLeft: number;
  ids: string[];
  saidText: boolean;
  /** Of calls that were not told as spent before the answer was laid aside, as an earlier version did. */
  usage: { promptTokens: number; completionTokens: number };
  usageKnown: boolean;
}

export interface LoopState {
  rounds: RoundsState;
  /** Who answers now. */
  who: AcceptedTurn;
  /** Agents that had the turn. */
  visited: string[];
  /** What the text of the question begins with, where files came with it. */
  asked?: string;
  /** Names of the tools that were offered. */
  offered?: string[];
}
