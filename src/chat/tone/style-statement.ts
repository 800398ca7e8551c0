/** The row that says how an answer is written, made in the transaction that ends its turn. */
import type { Statement } from '../../platform/database/statement.js';
import { measureStyle } from './measure-style.js';

export function insertStyle(
  userId: string,
  answer: { messageId: string; content: string; toneId?: string },
  now: string,
): Statement {
  const { words, sentences, readingEase, hedges, formality } = measureStyle(answer.content);
  return {
    sql: `INSERT INTO answer_styles (user_id, message_id, tone_id, words, sentences, reading_ease, hedges, formality,
      created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    params: [userId, answer.messageId, answer.toneId ?? null, words, sentences, readingEase, hedges, formality, now],
  };
}
