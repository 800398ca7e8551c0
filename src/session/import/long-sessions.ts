/** Takes in conversations too long for one commit: in slices that let others in between, shown by the last of them. */
import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { Foreground } from '../../platform/foreground/foreground.js';
import { SearchIndex } from '../../platform/search/search-index.js';
import type { IndexEntry } from '../../platform/search/search-types.js';
import { UnfinishedSessions } from '../unfinished-sessions.js';
import { begunAt, type ImportedMessage, messagesOf, showSession } from './import-statements.js';
import type { ImportedSession } from './imported-session.js';

/** Messages that are indexed and committed together: a millisecond or two of the event loop. */
export const BATCH_MESSAGES = 60;
export const BATCHES_A_COMPACTION = 80;

@Injectable()
export class LongSessions {
  constructor(
    private readonly database: Database,
    private readonly index: SearchIndex,
    private readonly foreground: Foreground,
    private readonly unfinished: UnfinishedSessions,
  ) {}

  /** Writes its messages under the id given, and gives the statement that shows it, for the commit it belongs to. */
  async write(userId: string, id: string, session: ImportedSession, now: string): Promise<Statement> {
    let head: ImportedMessage | undefined;
    let slice: ImportedMessage[] = [];
    let slices = 0;
    await this.database.batch([this.unfinished.begin(userId, id)], { background: true });
    for (head of messagesOf(userId, id, session, now)) {
      if (slice.push(head) < BATCH_MESSAGES) continue;
      await this.commit(userId, slice);
      slice = [];
      if (++slices % BATCHES_A_COMPACTION === 0) await this.index.compact(userId, 'messages');
    }
    await this.commit(userId, slice);
    return showSession(userId, id, session, { headId: head?.id, begun: begunAt(session, now), last: head?.createdAt });
  }

  /** Those that were not shown. */
  async drop(userId: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.unfinished.drop(userId, id);
  }

  private async commit(userId: string, slice: readonly ImportedMessage[]): Promise<void> {
    // Handing the texts to the thread that indexes them is a slice of its own.
    await this.foreground.slice();
    const entries: IndexEntry[] = slice.flatMap(({ entry }) => entry ?? []);
    const found = await this.index.build(userId, 'messages', entries);
    await this.database.batch([...slice.map(({ statement }) => statement), ...found], { background: true });
  }
}
