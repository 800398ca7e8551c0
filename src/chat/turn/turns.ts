/** What can be done with turns: start, answer again, stop. Accepts a turn durably, then hands it to the runner. */
import { Injectable } from '@nestjs/common';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { isUniqueViolation } from '../../platform/database/constraint-errors.js';
import { Database } from '../../platform/database/database.js';
import { Idempotency, type IdempotentRequest } from '../../platform/database/idempotency.js';
import { UnexpectedChanges } from '../../platform/database/statement.js';
import { ChatModel } from '../../platform/llm/chat-model.js';
import { type ConversationRow, Conversations, turnRunning } from '../../session/conversations.js';
import { type Acceptance, acceptQuestion, acceptSibling } from './accept-turn.js';
import { Instance, LEASE_MS } from './instance.js';
import { RunningTurn } from './running-turn.js';
import type { TurnOptions } from './turn-options.js';
import { TurnRunner } from './turn-runner.js';

export interface StartRequest {
  sessionId?: string;
  message: string;
  /** undefined: after the newest message; null: as another first question. */
  parentId?: string | null;
  options: TurnOptions;
  idempotency?: IdempotentRequest;
}

/** Names a turn; enough to find it wherever it runs. */
export interface TurnRef {
  turnId: string;
}

/** Races between two branches of one parent are settled by the unique place; this many tries are plenty. */
const PLACING_ATTEMPTS = 5;

@Injectable()
export class Turns {
  constructor(
    private readonly conversations: Conversations,
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly model: ChatModel,
    private readonly runner: TurnRunner,
    private readonly instance: Instance,
    private readonly clock: Clock,
  ) {}

  /** Resolves once question and answer row are committed: from then on the turn is never lost. */
  async start(userId: string, request: StartRequest): Promise<TurnRef> {
    return this.idempotency.once<TurnRef>({ userId }, request.idempotency, async (record) => {
      for (let attempt = 1; ; attempt++) {
        const acceptance = await this.place(userId, request);
        const ref = { turnId: acceptance.turn.turnId };
        try {
          await this.database.batch([...acceptance.statements, ...record(ref)]);
        } catch (error) {
          await this.explain(error, userId, request, attempt);
          continue;
        }
        this.runner.start(new RunningTurn(acceptance.turn));
        return ref;
      }
    });
  }

  /** Another answer beside the given one; the question stays. */
  async regenerate(userId: string, messageId: string, options: TurnOptions): Promise<TurnRef> {
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
    const request = { ...this.common(userId, session, options), session, question: question.content };
    const { turn, statements } = acceptSibling(request, question.id, answer, tip);
    await this.database.batch(statements);
    this.runner.start(new RunningTurn(turn));
    return { turnId: turn.turnId };
  }

  private async place(userId: string, request: StartRequest): Promise<Acceptance> {
    const session = request.sessionId ? await this.conversations.get(userId, request.sessionId) : undefined;
    if (!session && request.parentId) throw notFound();
    const parent = session && (await this.conversations.parentFor(userId, session, request.parentId));
    return acceptQuestion({
      ...this.common(userId, session, request.options),
      session,
      parent,
      question: request.message,
    });
  }

  private common(userId: string, session: ConversationRow | undefined, options: TurnOptions) {
    return {
      userId,
      options,
      model: options.model ?? session?.model ?? this.model.status().model ?? 'default',
      now: this.clock.iso(),
      leaseOwner: this.instance.id,
      leaseUntil: this.clock.iso(LEASE_MS),
    };
  }

  /** Returns where another try makes sense, else throws what the caller should be told. */
  private async explain(error: unknown, userId: string, request: StartRequest, attempt: number): Promise<void> {
    if (error instanceof UnexpectedChanges && !request.idempotency) throw notFound();
    if (!isUniqueViolation(error, 'uq_messages_place') || attempt === PLACING_ATTEMPTS) throw error;
    if (request.parentId !== undefined) return;
    // Somebody else's question took the place after the newest message in the same moment.
    const session = await this.conversations.get(userId, request.sessionId!);
    throw turnRunning(session.head_turn);
  }
}
