/**
 * Gathers what a prompt may be made of, all sources at once, each within its deadline. A source that is late or fails
 * is named as missing; the turn goes on without it.
 */
import { Injectable, Logger } from '@nestjs/common';
import { isNotFound } from '../../common/app-error.js';
import { withDeadline } from '../../common/deadline.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import type { ModelProfile } from '../../platform/llm/model-info.js';
import { TurnMemory, type TurnRecall } from '../../memory/turn-memory.js';
import { AttachedFiles } from '../../rag/attachments/attached-files.js';
import { bestQuote } from '../../rag/best-quote.js';
import { Collections } from '../../rag/collections/collections.js';
import { type Span, timed } from '../../platform/tracing/tracer.js';
import { Retriever } from '../../rag/retriever.js';
import { collectionsOf, Conversations, type HistoryMessage } from '../../session/conversations.js';
import type { NumberedPassage, PromptInput } from '../prompt/prompt-input.js';
import type { Citation } from '../turn-event.js';
import type { AcceptedTurn } from '../turn/running-turn.js';
import { modelOf, promptLimit } from './prompt-limit.js';

export interface GatheredContext extends PromptInput {
  citations: Citation[];
  /** Sources that were late or failed, and what is named and gone. */
  missing: string[];
}

const HISTORY_MESSAGES = 60;
const PASSAGES = 6;
const MEMORIES = 6;
/** A turn waits for its memories, so they are looked for less widely than a search does. */
const MEMORY_DEPTH = 40;
/** Of a recalled message, what enters the prompt. */
const MEMORY_CHARACTERS = 1200;
const DOCUMENTS_DEADLINE_MS = 3000;
/** Of it, what embeddings server and reranker may take: what words find must not be late with them. */
const SERVERS_PATIENCE_MS = 2000;
const ATTACHMENTS_DEADLINE_MS = 10_000;
const MEMORY_DEADLINE_MS = 500;

@Injectable()
export class ContextGatherer {
  private readonly logger = new Logger(ContextGatherer.name);

  constructor(
    private readonly conversations: Conversations,
    private readonly retriever: Retriever,
    private readonly collections: Collections,
    private readonly memory: TurnMemory,
    private readonly files: AttachedFiles,
    private readonly model: ChatModel,
  ) {}

  async gather(turn: AcceptedTurn, signal: AbortSignal, trace?: Span): Promise<GatheredContext> {
    const missing = [...(turn.missing ?? [])];
    const conversation = this.conversation(turn);
    const [{ history, summary, outdated }, passages, recalled, attachments] = await Promise.all([
      timed(trace, 'window', conversation),
      timed(trace, 'documents', this.documents(turn, signal, missing)),
      timed(trace, 'memory', this.recall(turn, conversation, { signal, missing })),
      this.attachments(turn, signal, missing),
    ]);
    return {
      limit: promptLimit(turn, this.profileFor(turn)),
      systemPrompt: turn.session.system_prompt,
      tone: turn.tone?.text,
      question: { id: turn.userMessageId, content: turn.question },
      history,
      historyLength: turn.tip ? turn.tip.depth + 1 : 0,
      summary,
      outdated,
      passages: passages.map(toNumbered),
      citations: passages.map((passage, i) => toCitation(turn.question, passage, i)),
      instructions: recalled.standing,
      facts: recalled.facts,
      memories: recalled.episodes,
      attachments,
      missing,
    };
  }

  private profileFor(turn: AcceptedTurn): ModelProfile {
    return this.model.profile(modelOf(turn));
  }

  /** Standing wishes, facts, and earlier talk that does not stand in the window already. */
  private async recall(
    turn: AcceptedTurn,
    conversation: Promise<{ history: readonly HistoryMessage[] }>,
    { signal, missing }: { signal: AbortSignal; missing: string[] },
  ): Promise<TurnRecall> {
    if (turn.options.memory === false || turn.session.memory === 0) return NOTHING_RECALLED;
    // Made when it is asked for: a promise nobody awaits would end the process where reading the conversation fails.
    const shown = async () => {
      const { history } = await conversation;
      return new Set([...history.map(({ id }) => id), ...(await this.ofQuestion(turn))]);
    };
    const [recalled] = await this.orMissing('memory', MEMORY_DEADLINE_MS, { turn, signal, missing }, async (inner) => [
      await this.memory.recall(turn.userId, turn.question, {
        episodes: MEMORIES,
        depth: MEMORY_DEPTH,
        characters: MEMORY_CHARACTERS,
        shown,
        signal: inner,
      }),
    ]);
    return recalled ?? NOTHING_RECALLED;
  }

  /** The question, which may be searchable by now, and where it is answered anew the answers it has. */
  private async ofQuestion({ userId, sessionId, userMessageId, isSibling }: AcceptedTurn): Promise<string[]> {
    const answers = isSibling ? await this.conversations.following(userId, sessionId, userMessageId) : [];
    return [userMessageId, ...answers];
  }

  /** The summary of what lies before the window, and what in the window is no longer true. */
  private async conversation(turn: AcceptedTurn) {
    const { userId, sessionId, tip } = turn;
    const history = await this.conversations.history(userId, sessionId, tip, HISTORY_MESSAGES);
    if (!history.length || turn.session.memory === 0) return { history, outdated: new Set<string>() };
    const behind = await this.memory.behindWindow(
      userId,
      sessionId,
      tip,
      history.map(({ id }) => id),
    );
    return { history, ...behind };
  }

  /** A file may have been deleted since the question was first asked; the others still count. */
  private async attachments(turn: AcceptedTurn, signal: AbortSignal, missing: string[]) {
    const ids = turn.options.attachments ?? [];
    // A model of which nothing is known is shown them: where it refuses, it is asked again without.
    const images = ids.length > 0 && this.profileFor(turn).vision !== false;
    const read = ids.map((id) =>
      this.orMissing('attachments', ATTACHMENTS_DEADLINE_MS, { turn, signal, missing }, async (inner) => [
        await this.files.read(turn.userId, id, { images, signal: inner }),
      ]),
    );
    return (await Promise.all(read)).flat();
  }

  private async documents(turn: AcceptedTurn, signal: AbortSignal, missing: string[]) {
    const { documents: wanted = true } = turn.options;
    if (wanted === false) return [];
    const ofSession = collectionsOf(turn.session);
    const found = await this.passages(turn, Array.isArray(wanted) ? wanted : ofSession, { signal, missing });
    // What a request names is checked when it is accepted.
    const isGone =
      !found.length && ofSession && wanted === true && !(await this.collections.areAll(turn.userId, ofSession));
    if (isGone) missing.push('collection');
    return found;
  }

  private async passages(
    turn: AcceptedTurn,
    collectionIds: readonly string[] | undefined,
    { signal, missing }: { signal: AbortSignal; missing: string[] },
  ): Promise<Passage[]> {
    if (!(await this.retriever.hasDocuments(turn.userId))) return [];
    return this.orMissing('documents', DOCUMENTS_DEADLINE_MS, { turn, signal, missing }, (inner) =>
      this.retriever.retrieve(turn.userId, turn.question, {
        collectionIds,
        limit: PASSAGES,
        patience: SERVERS_PATIENCE_MS,
        signal: inner,
      }),
    );
  }

  /** A source that is late or fails is named as missing; the turn goes on without it. */
  private async orMissing<T>(
    source: string,
    ms: number,
    { turn, signal, missing }: { turn: AcceptedTurn; signal: AbortSignal; missing: string[] },
    work: (signal: AbortSignal) => Promise<T[]>,
  ): Promise<T[]> {
    try {
      const found = await withDeadline(ms, signal, work);
      if (found !== 'late') return found;
    } catch (error) {
      signal.throwIfAborted();
      // What was deleted since the question was asked is missing, and nobody's fault.
      if (!isNotFound(error))
        this.logger.warn({ err: error, turn_id: turn.turnId }, `${source} could not be searched for a turn`);
    }
    missing.push(source);
    return [];
  }
}

const NOTHING_RECALLED: TurnRecall = { standing: [], facts: [], episodes: [] };

type Passage = Awaited<ReturnType<Retriever['retrieve']>>[number];

function toNumbered({ chunkId, title, text, start, score }: Passage, place: number): NumberedPassage {
  return { n: place + 1, chunkId, title, text, start, score };
}

function toCitation(question: string, passage: Passage, place: number): Citation {
  const { quote, start, end } = bestQuote(question, passage);
  const { documentId, chunkId, title, page, score } = passage;
  return { n: place + 1, document_id: documentId, chunk_id: chunkId, title, quote, start, end, page, score };
}
