/** What a prompt is made of, gathered before and independent of how it is laid out. */
import type { HistoryMessage } from '../../session/conversations.js';
import type { RecalledMemory } from '../turn-event.js';

/** A passage that may enter the prompt, numbered as the answer will cite it. */
export interface NumberedPassage {
  n: number;
  chunkId: string;
  title: string;
  text: string;
  score: number;
}

/** The text of a file that came with the question. */
export interface AttachedText {
  id: string;
  name: string;
  text: string;
}

export interface PromptInput {
  /** Tokens the prompt may have. */
  limit: number;
  systemPrompt: string | null;
  question: { id: string; content: string };
  /** Newest first, without the question. */
  history: readonly HistoryMessage[];
  passages: readonly NumberedPassage[];
  memories: readonly RecalledMemory[];
  attachments: readonly AttachedText[];
}
