/** What a prompt is made of, gathered before and independent of how it is laid out. */
import type { HistoryMessage } from '../../session/conversations.js';
import type { RecalledMemory } from '../turn-event.js';

/** A passage that may enter the prompt, numbered as the answer will cite it. */
export interface NumberedPassage {
  n: number;
  chunkId: string;
  title: string;
  text: string;
  /** Where it begins in the stored text of its document; UTF-16 units. */
  start: number;
  score: number;
}

/** A file that came with the question: its text, and for an image the `data:` URL under which a model sees it. */
export interface AttachedText {
  id: string;
  name: string;
  text: string;
  imageUrl?: string;
}

export interface PromptInput {
  /** Tokens the prompt may have. */
  limit: number;
  systemPrompt: string | null;
  /** How to say it; pinned like the system prompt. */
  tone?: string;
  question: { id: string; content: string };
  /** Newest first, without the question. */
  history: readonly HistoryMessage[];
  /** Messages before the question, those that were not read included. */
  historyLength: number;
  /** What came before the window, in short; `id` is that of the last message it covers. */
  summary?: { id: string; content: string };
  passages: readonly NumberedPassage[];
  /** Standing wishes and what is pinned; the most binding first. */
  instructions: readonly RecalledMemory[];
  /** What is known and bears on the question; best first. */
  facts: readonly RecalledMemory[];
  /** What was said in other places; best first. */
  memories: readonly RecalledMemory[];
  attachments: readonly AttachedText[];
  /** Messages of the window that say what is no longer true: an answer without a model must not quote them. */
  outdated: ReadonlySet<string>;
}
