/** Copies of a conversation: a fork that goes its own way. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { notFound } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { Database } from '../platform/database/database.js';
import { executeOn } from '../platform/database/execute-on.js';
import type { Statement } from '../platform/database/statement.js';
import { writeAlone } from '../platform/database/write-alone.js';
import { EventBus } from '../platform/events/event-bus.js';
import { BranchCopy } from './branch-copy.js';
import { Conversations } from './conversations.js';
import { MessagePages } from './message-pages.js';
import type { MessageRow } from './message-row.js';
import { Session, UNFINISHED } from './session.entity.js';
import { Sessions, SHOWN } from './sessions.js';
import { UnfinishedSessions } from './unfinished-sessions.js';

/** Copies what another room keeps of messages; `copies` has the id of each copy by that of its original. */
export type CopyAlong = (manager: EntityManager, userId: string, copies: ReadonlyMap<string, string>) => Promise<void>;

/** Messages copied together: a millisecond or two of the event loop. */
const SLICE_MESSAGES = 100;

@Injectable()
export class SessionCopies {
  private readonly along: CopyAlong[] = [];

  constructor(
    private readonly sessions: Sessions,
    private readonly conversations: Conversations,
    private readonly pages: MessagePages,
    private readonly database: Database,
    private readonly unfinished: UnfinishedSessions,
    private readonly events: EventBus,
    private readonly clock: Clock,
  ) {}

  /** To be done in the transaction that shows a fork, while nobody else changes the owner's memories. */
  alongWith(copy: CopyAlong): void {
    this.along.push(copy);
  }

  /**
   * A new conversation with the messages up to the given one; the old one stays as it is. A long one is written in slices
   * that let others in between; nobody sees it before it is whole.
   */
  async fork(userId: string, sessionId: string, messageId: string): Promise<Session> {
    const source = await this.sessions.get(userId, sessionId);
    const end = await this.conversations.message(userId, messageId);
    if (end.session_id !== sessionId) throw notFound();
    const copy = new BranchCopy(userId, this.clock.iso());
    try {
      const pages = this.pages.upTo(userId, sessionId, { branchId: end.branch_id, depth: end.depth });
      await this.finish(source, copy, await this.writeSlices(userId, copy, pages));
    } catch (error) {
      await this.unfinished.drop(userId, copy.sessionId);
      throw error;
    }
    this.events.emit('messages.saved', { userId });
    this.events.emit('session.forked', { userId, sessionId: copy.sessionId, messageId: copy.lastId! });
    return this.sessions.get(userId, copy.sessionId);
  }

  /** Gives the last slice, for the transaction that shows the copy: a short conversation is written by that alone. */
  private async writeSlices(
    userId: string,
    copy: BranchCopy,
    pages: AsyncIterable<MessageRow[]>,
  ): Promise<Statement[]> {
    let slice = [this.unfinished.begin(userId, copy.sessionId)];
    for await (const page of pages) {
      for (let at = 0; at < page.length; at += SLICE_MESSAGES) {
        if (slice.length > SLICE_MESSAGES) {
          await this.database.batch(slice, { background: true });
          slice = [];
        }
        slice.push(...copy.take(page.slice(at, at + SLICE_MESSAGES)));
      }
    }
    return slice;
  }

  private async finish(source: Session, copy: BranchCopy, rest: readonly Statement[]): Promise<void> {
    // The conversation was deleted since the message was found.
    if (!copy.lastId) throw notFound();
    const { userId } = source;
    const shown = { ...source, externalId: null, id: copy.sessionId, headId: copy.lastId, messageCount: copy.length };
    const times = { createdAt: copy.now, updatedAt: copy.now };
    await writeAlone(this.database, { userId }, 'memories', async (manager) => {
      await executeOn(manager, rest);
      for (const along of this.along) await along(manager, userId, copy.copyOf);
      // Deleted meanwhile, and what was kept of its messages with it: a copy without that must not come to be.
      if (!(await manager.existsBy(Session, { userId, id: source.id, archived: SHOWN }))) throw notFound();
      const unfinished = { userId, id: copy.sessionId, archived: UNFINISHED };
      const { affected } = await manager.update(Session, unfinished, { ...shown, ...times });
      if (!affected) throw notFound();
    });
  }
}
