/**
 * Gathers what a prompt may be made of, all sources at once, each within its deadline. A source that is late or fails
 * is named as missing; the turn goes on without it.
 */
import { Injectable, Logger } from '@nestjs/common';
import { withDeadline } from '../../common/deadline.js';
import { LlmConfig } from '../../config/llm.config.js';
import { Files } from '../../files/files.js';
import { bestQuote } from '../../rag/best-quote.js';
import { Retriever } from '../../rag/retriever.js';
import { Conversations } from '../../session/conversations.js';
import type { PromptInput } from '../prompt/prompt-input.js';
import type { Citation } from '../turn-event.js';
import type { AcceptedTurn } from '../turn/running-turn.js';

export interface GatheredContext extends PromptInput {
  citations: Citation[];
  /** Sources that were late or failed. */
  missing: string[];
}

const HISTORY_MESSAGES = 60;
const PASSAGES = 6;
const DOCUMENTS_DEADLINE_MS = 3000;
/** Of the context, what the answer may take unless the request says otherwise. */
const ANSWER_SHARE = 0.25;

@Injectable()
export class ContextGatherer {
  private readonly logger = new Logger(ContextGatherer.name);

  constructor(
    private readonly conversations: Conversations,
    private readonly retriever: Retriever,
    private readonly files: Files,
    private readonly llm: LlmConfig,
  ) {}

  async gather(turn: AcceptedTurn, signal: AbortSignal): Promise<GatheredContext> {
    const missing: string[] = [];
    const [history, passages, attachments] = await Promise.all([
      this.conversations.history(turn.userId, turn.sessionId, turn.tip, HISTORY_MESSAGES),
      this.documents(turn, signal, missing),
      turn.options.attachments?.length ? this.files.textOf(turn.userId, turn.options.attachments) : [],
    ]);
    const answerTokens = turn.options.maxTokens ?? Math.floor(this.llm.contextTokens * ANSWER_SHARE);
    return {
      limit: Math.max(256, this.llm.contextTokens - answerTokens),
      systemPrompt: turn.session.system_prompt,
      question: { id: turn.userMessageId, content: turn.question },
      history,
      passages: passages.map(({ chunkId, title, text, score }, i) => ({ n: i + 1, chunkId, title, text, score })),
      citations: passages.map((passage, i) => ({ n: i + 1, ...passage.citation })),
      memories: [],
      attachments,
      missing,
    };
  }

  private async documents(turn: AcceptedTurn, signal: AbortSignal, missing: string[]) {
    const wanted = turn.options.documents ?? true;
    if (wanted === false || !(await this.retriever.hasDocuments(turn.userId))) return [];
    const ofSession = turn.session.collection_ids ? (JSON.parse(turn.session.collection_ids) as string[]) : undefined;
    const collectionIds = Array.isArray(wanted) ? wanted : ofSession;
    try {
      const found = await withDeadline(DOCUMENTS_DEADLINE_MS, signal, (inner) =>
        this.retriever.retrieve(turn.userId, turn.question, { collectionIds, limit: PASSAGES, signal: inner }),
      );
      if (found === 'late') missing.push('documents');
      return found === 'late'
        ? []
        : found.map((passage) => ({ ...passage, citation: toCitation(turn.question, passage) }));
    } catch (error) {
      signal.throwIfAborted();
      this.logger.warn({ err: error, turn_id: turn.turnId }, 'documents could not be searched for a turn');
      missing.push('documents');
      return [];
    }
  }
}

type Passage = Awaited<ReturnType<Retriever['retrieve']>>[number];

function toCitation(question: string, passage: Passage): Omit<Citation, 'n'> {
  const { quote, start, end } = bestQuote(question, passage);
  const { documentId, chunkId, title, page, score } = passage;
  return { document_id: documentId, chunk_id: chunkId, title, quote, start, end, ...(page && { page }), score };
}
