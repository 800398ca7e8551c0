/** Copies of a conversation: a fork that goes its own way, and exports to keep. */
import { Injectable } from '@nestjs/common';
import { notFound } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { Database } from '../platform/database/database.js';
import { executeOn } from '../platform/database/execute-on.js';
import { EventBus } from '../platform/events/event-bus.js';
import { Conversations } from './conversations.js';
import { MessagePages } from './message-pages.js';
import { copyMessage, type MessageRow } from './message-row.js';
import { Session } from './session.entity.js';
import { Sessions } from './sessions.js';
import { markForIndexing } from './turn-statements.js';

@Injectable()
export class SessionCopies {
  constructor(
    private readonly sessions: Sessions,
    private readonly conversations: Conversations,
    private readonly pages: MessagePages,
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  /** A new conversation with the messages up to the given one; the old one stays as it is. */
  async fork(userId: string, sessionId: string, messageId: string): Promise<Session> {
    const source = await this.sessions.get(userId, sessionId);
    const end = await this.conversations.message(userId, messageId);
    if (end.session_id !== sessionId) throw notFound();
    const pages: MessageRow[][] = [];
    for await (const page of this.pages.upTo(userId, sessionId, { branchId: end.branch_id, depth: end.depth }))
      pages.push(page);
    const id = newId();
    const now = this.clock.iso();
    const copies = renumber(pages.flat(), id);
    const last = copies.at(-1);
    // The conversation was deleted since the message was found.
    if (!last) throw notFound();
    await this.database.write(async (manager) => {
      const messageCount = copies.length;
      await manager.insert(Session, {
        ...source,
        externalId: null,
        id,
        headId: last.id,
        messageCount,
        createdAt: now,
        updatedAt: now,
      });
      for (const copy of copies) {
        const index = copy.content ? [markForIndexing(userId, copy.id, now)] : [];
        await executeOn(manager, [copyMessage(userId, copy), ...index]);
      }
    });
    this.events.emit('messages.saved', { userId });
    this.events.emit('session.forked', {
      userId,
      sessionId: id,
      fromSessionId: sessionId,
      messageId: last.id,
    });
    return this.sessions.get(userId, id);
  }

  /** In the shape that POST /import takes. */
  async exportJson(userId: string, sessionId: string) {
    const session = await this.sessions.get(userId, sessionId);
    const messages = (await this.branch(userId, sessionId)).map((message) => ({
      external_id: message.external_id ?? message.id,
      role: message.role,
      ...(message.name && { name: message.name }),
      content: message.content,
      created_at: message.created_at,
    }));
    const { title, createdAt } = session;
    return {
      format: 'rai-chat' as const,
      version: 1 as const,
      sessions: [{ external_id: session.externalId ?? session.id, title, created_at: createdAt, messages }],
    };
  }

  async exportMarkdown(userId: string, sessionId: string): Promise<string> {
    const session = await this.sessions.get(userId, sessionId);
    const messages = await this.branch(userId, sessionId);
    const parts = messages.map((m) => `## ${m.name ?? SPEAKERS[m.role]} · ${m.created_at}\n\n${m.content}\n`);
    return `# ${session.title ?? 'Conversation'}\n\n${parts.join('\n')}`;
  }

  private async branch(userId: string, sessionId: string): Promise<MessageRow[]> {
    const session = await this.conversations.get(userId, sessionId);
    if (!session.head_id) return [];
    const messages: MessageRow[] = [];
    const tip = { branchId: session.head_branch!, depth: session.head_depth! };
    for await (const page of this.pages.upTo(userId, sessionId, tip)) messages.push(...page);
    return messages;
  }
}

const SPEAKERS = { user: 'You', assistant: 'Assistant', tool: 'Tool', system: 'System' } as const;

/** The same messages as one straight branch of another conversation, under new ids; a running answer is left out. */
function renumber(rows: MessageRow[], sessionId: string): MessageRow[] {
  let parentId: string | null = null;
  const branchId = newId();
  return rows
    .filter(({ state }) => state !== 'running')
    .map((row, depth) => {
      const id: string = depth === 0 ? branchId : newId();
      const copy = {
        ...row,
        id,
        session_id: sessionId,
        parent_id: parentId,
        branch_id: branchId,
        depth,
        turn_id: null,
        external_id: null,
      };
      parentId = id;
      return copy;
    });
}
