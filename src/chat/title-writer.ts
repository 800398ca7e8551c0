/**
 * Gives a conversation a better title than its first question, by the model, when there is one and it has nothing else
 * to do. A title nobody waits for must never cost a turn anything, so it is written late and one at a time.
 */
import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { Database } from '../platform/database/database.js';
import { EventBus } from '../platform/events/event-bus.js';
import { ChatModel } from '../platform/llm/chat-model.js';
import { IS_SHOWN } from '../session/conversations.js';
import { Budgets } from '../stats/budgets/budgets.js';
import { RunningTurns } from './turn/running-turns.js';

const QUIET_MS = 10_000;
const MOST_WAITING = 200;
const LONGEST = 80;
const TIME_LIMIT_MS = 30_000;
/** Of the question and of the answer, what the model is shown (characters). */
const EXCERPT = 1500;

const INSTRUCTION =
  'Write a title for the conversation below: at most six words, in its language, no quotation marks, no full stop. Answer with the title alone.';

interface Waiting {
  userId: string;
  sessionId: string;
  since: number;
}

@Injectable()
export class TitleWriter implements OnModuleInit, OnModuleDestroy {
  private readonly logger = new Logger(TitleWriter.name);
  private readonly waiting = new Map<string, Waiting>();
  private readonly closing = new AbortController();
  private timer?: NodeJS.Timeout;
  private isWriting = false;

  constructor(
    private readonly model: ChatModel,
    private readonly running: RunningTurns,
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly clock: Clock,
    private readonly budgets: Budgets,
  ) {}

  onModuleInit(): void {
    this.events.on('turn.ended', ({ userId, sessionId, state }) => {
      if (state !== 'complete' || this.waiting.size >= MOST_WAITING || this.model.status().provider !== 'openai')
        return;
      this.waiting.set(sessionId, { userId, sessionId, since: this.clock.now() });
    });
    this.timer = setInterval(() => void this.look(), QUIET_MS / 4);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
    this.closing.abort(new Error('closing'));
  }

  private async look(): Promise<void> {
    const [next] = this.waiting.values();
    const isQuiet = next && this.clock.now() - next.since >= QUIET_MS && this.running.size === 0;
    if (!isQuiet || this.isWriting) return;
    this.waiting.delete(next.sessionId);
    this.isWriting = true;
    try {
      await this.write(next);
    } catch (error) {
      // The first question stays the title, which is what it was.
      this.logger.debug({ err: error }, 'no title was written');
    } finally {
      this.isWriting = false;
    }
  }

  private async write({ userId, sessionId }: Waiting): Promise<void> {
    const sql = `SELECT m.role, substr(m.content, 1, ${EXCERPT}) AS content FROM messages m
      JOIN sessions s ON s.user_id = m.user_id AND s.id = m.session_id
      WHERE m.user_id = ? AND m.session_id = ? AND m.depth < 2 AND s.title_source = 'question' AND ${IS_SHOWN}
      ORDER BY m.depth, m.id LIMIT 2`;
    // Nothing of one that was deleted meanwhile: its messages may be there for a while.
    const beginning = await this.database.rows<{ role: string; content: string }>(sql, [userId, sessionId]);
    if (beginning.length < 2 || !(await this.budgets.haveRoom(userId))) return;
    const title = cleanTitle(
      await this.ask(userId, beginning.map(({ role, content }) => `${role}: ${content}`).join('\n\n')),
    );
    if (!title) return;
    const update = `UPDATE sessions SET title = ?, title_source = 'model' WHERE user_id = ? AND id = ? AND title_source = 'question'`;
    await this.database.batch([{ sql: update, params: [title, userId, sessionId] }]);
  }

  private async ask(userId: string, conversation: string): Promise<string> {
    const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    const messages = [
      { role: 'system' as const, content: INSTRUCTION },
      { role: 'user' as const, content: conversation },
    ];
    let text = '';
    const request = { booking: { userId, purpose: 'title' }, messages, maxTokens: 32, temperature: 0.2 };
    for await (const event of this.model.stream(request, signal)) {
      if (event.type === 'text') text += event.text;
    }
    return text;
  }
}

/** The first line, without the marks models like to put around titles; empty where that leaves no title. */
function cleanTitle(text: string): string {
  const line = text
    .trim()
    .split('\n', 1)[0]!
    .replace(/^(title:|["'“«#*\s])+|["'”».*\s]+$/gi, '');
  return line.length <= LONGEST ? line : '';
}
