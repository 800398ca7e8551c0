/** Decides whether and where a turn may begin: its conversation, its place in the tree, its attachments. Writes nothing. */
import { Injectable } from '@nestjs/common';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { Episodes } from '../../memory/episodes.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import { type ConversationRow, Conversations, turnRunning } from '../../session/conversations.js';
import { type Acceptance, acceptQuestion, acceptSibling } from './accept-turn.js';
import { Outfitter } from '../agents/outfitter.js';
import { OutputCheck } from '../structured/output-check.js';
import { Instance, LEASE_MS } from './instance.js';
import { NamedSources } from './named-sources.js';
import type { TurnOptions } from './turn-options.js';

export interface QuestionRequest {
  sessionId?: string;
  message: string;
  /** undefined: after the newest message; null: as another first question. */
  parentId?: string | null;
  options: TurnOptions;
}

@Injectable()
export class TurnAdmission {
  constructor(
    private readonly conversations: Conversations,
    private readonly sources: NamedSources,
    private readonly episodes: Episodes,
    private readonly outfitter: Outfitter,
    private readonly model: ChatModel,
    private readonly instance: Instance,
    private readonly clock: Clock,
  ) {}

  /** A new question. Throws not_found for what is absent or foreign, turn_running where an answer is being written. */
  async question(userId: string, request: QuestionRequest): Promise<Acceptance> {
    const { sessionId, message, parentId, options } = request;
    await this.sources.check(userId, options);
    const session = sessionId ? await this.conversations.get(userId, sessionId) : undefined;
    if (!session && parentId) throw notFound();
    const parent = session && (await this.conversations.parentFor(userId, session, parentId));
    const continues = session && parentId === undefined;
    return acceptQuestion({
      ...(await this.common(userId, session, options)),
      session,
      parent,
      continues,
      question: message,
    });
  }

  /** Another answer beside the given one. */
  async sibling(userId: string, messageId: string, options: TurnOptions): Promise<Acceptance> {
    await this.sources.check(userId, options);
    const answer = await this.conversations.message(userId, messageId);
    if (answer.role !== 'assistant' || !answer.parent_id) {
      throw new AppError(
        'bad_request',
        'Only an answer can be written again; message_id names another kind of message.',
      );
    }
    if (answer.state === 'running') throw turnRunning(answer.turn_id);
    const session = await this.conversations.get(userId, answer.session_id);
    const question = await this.conversations.message(userId, answer.parent_id);
    const before = question.parent_id ? await this.conversations.message(userId, question.parent_id) : undefined;
    const tip = before && { branchId: before.branch_id, depth: before.depth };
    const ofQuestion = question.attachments ? (JSON.parse(question.attachments) as string[]) : undefined;
    const attachments = options.attachments ?? ofQuestion;
    const memory = (await this.isKeptOut(userId, session, question.id)) ? false : options.memory;
    const request = {
      ...(await this.common(userId, session, { ...options, attachments, memory })),
      session,
      question: question.content,
    };
    return acceptSibling(request, question.id, answer, tip);
  }

  /** Whether a question was kept out of memory or is to be forgotten; another answer to it is neither remembered nor given from memory. */
  private async isKeptOut(userId: string, session: ConversationRow, questionId: string): Promise<boolean> {
    return session.memory !== 0 && !(await this.episodes.recallable(userId, [questionId])).length;
  }

  /** Who took the place after a conversation's newest message. */
  async occupied(userId: string, sessionId: string): Promise<AppError> {
    return turnRunning((await this.conversations.get(userId, sessionId)).head_turn);
  }

  private async common(userId: string, session: ConversationRow | undefined, options: TurnOptions) {
    const outfit = await this.outfitter.dress({ userId }, session, options);
    const settings = outfit?.session ?? session;
    this.checkFormat(options, options.model ?? settings?.model ?? undefined);
    return {
      userId,
      options,
      outfit,
      model: options.model ?? settings?.model ?? this.model.status().model ?? 'default',
      now: this.clock.iso(),
      leaseOwner: this.instance.id,
      leaseUntil: this.clock.iso(LEASE_MS),
    };
  }

  /** Quotes have no shape; and a schema that cannot be used is said before the turn begins. */
  private checkFormat({ responseFormat }: TurnOptions, model: string | undefined): void {
    if (!responseFormat) return;
    new OutputCheck(responseFormat);
    if (this.model.status(model).provider === 'extractive') {
      throw new AppError('bad_request', 'response_format needs a language model; this server answers by quoting.');
    }
  }
}
