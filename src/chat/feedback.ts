/** Thumbs up or down for an answer; a later one replaces the earlier. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { Database } from '../platform/database/database.js';
import { Conversations } from '../session/conversations.js';
import type { FeedbackDto } from './dto/chat.dto.js';

@Injectable()
export class Feedback {
  constructor(
    private readonly conversations: Conversations,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async give(userId: string, messageId: string, { rating, comment }: FeedbackDto) {
    const message = await this.conversations.message(userId, messageId);
    if (message.role !== 'assistant')
      throw new AppError('bad_request', 'Feedback is for answers; this message is none.');
    const sql = `INSERT INTO message_feedback (user_id, message_id, rating, comment, created_at) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (user_id, message_id) DO UPDATE SET rating = excluded.rating, comment = excluded.comment, created_at = excluded.created_at`;
    const now = this.clock.iso();
    await this.database.batch([{ sql, params: [userId, messageId, rating, comment ?? null, now] }]);
    return { message_id: messageId, rating, ...(comment && { comment }), created_at: now };
  }
}
