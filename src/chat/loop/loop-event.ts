import type { ChatEvent } from '../../platform/llm/chat-event.js';

/** How one tool call went. `content` is what the model was given of it. */
export interface ToolOutcomeEvent {
  type: 'tool-result';
  id: string;
  name: string;
  ok: boolean;
  summary: string;
  content: string;
}

/** What happens while an answer is made: all a model says, and what its tools gave. One `finish`, always last. */
export type LoopEvent = ChatEvent | ToolOutcomeEvent;
