/** What entered a prompt: of an answer that was given, or of a question before it is asked. */
import { Injectable } from '@nestjs/common';
import { AppError, notFound } from '../../common/app-error.js';
import { newId } from '../../common/ids.js';
import { Database } from '../../platform/database/database.js';
import { Conversations } from '../../session/conversations.js';
import { buildPrompt } from '../prompt/build-prompt.js';
import type { ContextLedger } from '../prompt/context-ledger.js';
import { acceptQuestion } from '../turn/accept-turn.js';
import type { StartRequest } from '../turn/turns.js';
import { ContextGatherer } from './context-gatherer.js';

@Injectable()
export class MessageContexts {
  constructor(
    private readonly database: Database,
    private readonly conversations: Conversations,
    private readonly gatherer: ContextGatherer,
  ) {}

  async ofAnswer(userId: string, messageId: string): Promise<ContextLedger> {
    const sql = 'SELECT context FROM message_contexts WHERE user_id = ? AND message_id = ?';
    const [row] = await this.database.rows<{ context: string }>(sql, [userId, messageId]);
    if (row) return JSON.parse(row.context) as ContextLedger;
    const message = await this.conversations.message(userId, messageId);
    if (message.state === 'running')
      throw new AppError('turn_running', undefined, { extra: { turn_id: message.turn_id } });
    throw notFound();
  }

  /** The same as a turn would gather now; asks no model and saves nothing. */
  async preview(userId: string, request: StartRequest): Promise<ContextLedger> {
    const session = request.sessionId ? await this.conversations.get(userId, request.sessionId) : undefined;
    const parent = session && (await this.conversations.parentFor(userId, session, request.parentId));
    const nobody = { model: '', now: '', leaseOwner: newId(), leaseUntil: '' };
    const { turn } = acceptQuestion({
      userId,
      session,
      parent,
      question: request.message,
      options: request.options,
      ...nobody,
    });
    return buildPrompt(await this.gatherer.gather(turn, new AbortController().signal)).ledger;
  }
}
