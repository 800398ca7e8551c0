/** What entered a prompt: of an answer that was given, or of a question before it is asked. */
import { Injectable } from '@nestjs/common';
import { AppError, notFound } from '../../common/app-error.js';
import { Database } from '../../platform/database/database.js';
import { Conversations } from '../../session/conversations.js';
import type { ContextLedger } from '../prompt/context-ledger.js';
import { type QuestionRequest, TurnAdmission } from '../turn/turn-admission.js';
import { layOut } from '../turn/turn-preparation.js';
import { ContextGatherer } from './context-gatherer.js';

@Injectable()
export class MessageContexts {
  constructor(
    private readonly database: Database,
    private readonly conversations: Conversations,
    private readonly admission: TurnAdmission,
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
  async preview(userId: string, request: QuestionRequest): Promise<ContextLedger> {
    const { turn } = await this.admission.question(userId, request);
    return layOut(turn, await this.gatherer.gather(turn, new AbortController().signal)).prompt.ledger;
  }
}
