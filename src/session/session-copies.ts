/** Copies of a conversation: a fork that goes its own way, and exports to keep. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notFound } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import { Database } from '../platform/database/database.js';
import { executeOn } from '../platform/database/execute-on.js';
import { writeAlone } from '../platform/database/write-alone.js';
import { EventBus } from '../platform/events/event-bus.js';
import { Conversations } from './conversations.js';
import { MessagePages } from './message-pages.js';
import { copyMessage, type MessageRow } from './message-row.js';
import { Session } from './session.entity.js';
import { Sessions } from './sessions.js';
import { markForIndexing } from './turn-statements.js';

/** Copies what another room keeps of messages; `copies` has the id of each copy by that of its original. */
export type CopyAlong = (manager: EntityManager, userId: string, copies: ReadonlyMap<string, string>) => Promise<void>;

@Injectable()
export class SessionCopies {
  private readonly along: CopyAlong[] = [];

  constructor(
    private readonly sessions: Sessions,
    private readonly conversations: Conversations,
    private readonly pages: MessagePages,
    private readonly database: Database,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  /** To be done in the transaction of every fork, while nobody else changes the owner's memories. */
  alongWith(copy: CopyAlong): void {
    this.along.push(copy);
  }

  /** A new conversation with the messages up to the given one; the old one stays as it is. */
  async fork(userId: string, sessionId: string, messageId: string): Promise<Session> {
    const source = await this.sessions.get(userId, sessionId);
    const id = newId();
    const now = this.clock.iso();
    const originals = await this.upTo(userId, sessionId, messageId);
    const copies = renumber(originals, id);
    const last = copies.at(-1);
    // The conversation was deleted since the message was found.
    if (!last) throw notFound();
    const copyOf = new Map(originals.map((original, i) => [original.id, copies[i]!.id]));
    await writeAlone(this.database, { userId }, 'memories', async (manager) => {
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
      for (const copy of this.along) await copy(manager, userId, copyOf);
      // Deleted meanwhile, and what was kept of its messages with it: a copy without that must not come to be.
      if (!(await manager.existsBy(Session, { userId, id: sessionId }))) throw notFound();
    });
    this.events.emit('messages.saved', { userId });
    this.events.emit('session.forked', { userId, sessionId: id, messageId: last.id });
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

  /** The messages of a conversation up to the given one; an answer that is still being written is left out. */
  private async upTo(userId: string, sessionId: string, messageId: string): Promise<MessageRow[]> {
    const end = await this.conversations.message(userId, messageId);
    if (end.session_id !== sessionId) throw notFound();
    const pages: MessageRow[][] = [];
    for await (const page of this.pages.upTo(userId, sessionId, { branchId: end.branch_id, depth: end.depth }))
      pages.push(page);
    return pages.flat().filter(({ state }) => state !== 'running');
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

/** The same messages as one straight branch of another conversation, under new ids, in the same order. */
function renumber(rows: MessageRow[], sessionId: string): MessageRow[] {
  let parentId: string | null = null;
  const branchId = newId();
  return rows.map((row, depth) => {
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
