/**
 * The active branch of a conversation as one text, a piece at a time. It is that of the moment it is asked for: the way
 * from the newest message back to the first is settled then, as stretches of depths, so what is said or branched
 * meanwhile is not in it. Each message is as it is when its page is read: of an answer that is being written, what is
 * saved by then.
 */
import { Injectable } from '@nestjs/common';
import { notFound } from '../../common/app-error.js';
import { Database } from '../../platform/database/database.js';
import { Foreground } from '../../platform/foreground/foreground.js';
import { type Stretch, stretchesFrom } from '../branch-path.js';
import { type ConversationRow, Conversations, IS_SHOWN } from '../conversations.js';
import { savedSoFar } from '../saved-so-far.js';
import type { Session } from '../session.entity.js';
import { Sessions } from '../sessions.js';
import type { ExportedMessage, ExportFormat } from './export-formats.js';

/** Messages read together: less than a millisecond of the event loop. */
const PAGE_MESSAGES = 100;
/** A longer message is read by itself, so that a page is never more than 1.6 million characters. */
const PAGED_CHARACTERS = 16_000;
/** UTF-16 units after which a piece is given; a message is never divided. */
const PIECE_LENGTH = 64 * 1024;

/** Nothing where the conversation was deleted: that hides it before, or together with, the first of its messages. */
const PAGE_SQL = `SELECT m.id, m.external_id, m.role, m.name, m.state, m.reason, m.created_at, m.depth,
    CASE WHEN length(m.content) <= ${PAGED_CHARACTERS} THEN m.content END AS content
  FROM messages m JOIN sessions s ON s.user_id = m.user_id AND s.id = m.session_id
  WHERE m.user_id = ? AND m.session_id = ? AND m.branch_id = ? AND m.depth BETWEEN ? AND ? AND ${IS_SHOWN}
  ORDER BY m.depth LIMIT ${PAGE_MESSAGES}`;
const WHOLE_SQL = 'SELECT content, state, reason FROM messages WHERE user_id = ? AND id = ?';

/** `content` null: it is long, and read when its turn comes. */
type PagedRow = Omit<ExportedMessage, 'content'> & { depth: number; content: string | null };
type Pause = () => Promise<void> | undefined;

@Injectable()
export class SessionExport {
  constructor(
    private readonly sessions: Sessions,
    private readonly conversations: Conversations,
    private readonly database: Database,
    private readonly foreground: Foreground,
  ) {}

  /**
   * At least one piece. Reads no further than it is asked for, and asks for each slice of the event loop. Throws
   * not_found for an absent or foreign id; the pieces throw it where the conversation is deleted before they end.
   */
  async pieces(userId: string, sessionId: string, format: ExportFormat): Promise<AsyncGenerator<string>> {
    const session = await this.sessions.get(userId, sessionId);
    return this.write(session, await this.conversations.get(userId, sessionId), format);
  }

  private async *write(session: Session, head: ConversationRow, format: ExportFormat): AsyncGenerator<string> {
    const pause = this.foreground.slices();
    // The conversation was read first: what came in between is on the active branch.
    const elsewhere = Math.max(0, session.messageCount - (head.head_id ? head.head_depth! + 1 : 0));
    let piece = format.begin(session, elsewhere);
    let between = '';
    for await (const page of this.pages(session, head, pause)) {
      for (const row of page) {
        piece += between + format.message(await this.whole(session.userId, row));
        between = format.between;
        if (piece.length >= PIECE_LENGTH) {
          yield piece;
          piece = '';
        }
        await pause();
      }
    }
    yield piece + format.end;
  }

  /** Oldest first. */
  private async *pages({ userId, id }: Session, head: ConversationRow, pause: Pause): AsyncGenerator<PagedRow[]> {
    for (const { branchId, from, to } of await this.stretches(userId, head, pause)) {
      for (let next = from; next <= to;) {
        const page = await this.database.rows<PagedRow>(PAGE_SQL, [userId, id, branchId, next, to]);
        // The last message of a stretch is always there: without it, so is the conversation.
        if (!page.length) throw notFound();
        yield page;
        next = page.at(-1)!.depth + 1;
      }
    }
  }

  private async stretches(userId: string, head: ConversationRow, pause: Pause): Promise<Stretch[]> {
    const stretches: Stretch[] = [];
    if (!head.head_id) return stretches;
    const tip = { branchId: head.head_branch!, depth: head.head_depth! };
    for await (const stretch of stretchesFrom(this.database, userId, tip)) {
      stretches.push(stretch);
      await pause();
    }
    return stretches.reverse();
  }

  private async whole(userId: string, row: PagedRow): Promise<ExportedMessage> {
    if (row.state === 'running') {
      const content = await savedSoFar(this.database, userId, row.id);
      if (content !== undefined) return { ...row, content };
    } else if (row.content !== null) return { ...row, content: row.content };
    const [now] = await this.database.rows<Pick<ExportedMessage, 'content' | 'state' | 'reason'>>(WHOLE_SQL, [
      userId,
      row.id,
    ]);
    if (!now) throw notFound();
    return { ...row, ...now };
  }
}
