/** Reads the messages of a conversation a page at a time: the active branch oldest first, or the whole tree. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { isId } from '../common/ids.js';
import { decodeCursor, type Page, toPage } from '../http/pagination.js';
import { Database } from '../platform/database/database.js';
import { type Stretch, stretchesFrom } from './branch-path.js';
import { Conversations } from './conversations.js';
import type { MessageRow } from './message-row.js';

/** A cursor comes from outside: what is no id must not reach a column of ids. */
function idOr(value: string): string {
  if (!isId(value) && value !== NO_ID) throw new AppError('invalid_cursor');
  return value;
}

/** Depths are 32-bit integers on PostgreSQL; a number a client made up must not reach the column either. */
function depthOr(value: number): number {
  if (!Number.isInteger(value) || value < -1 || value >= 2 ** 31 - 1) throw new AppError('invalid_cursor');
  return value;
}

const BRANCH_SQL = `SELECT * FROM messages WHERE user_id = ? AND session_id = ? AND branch_id = ? AND depth BETWEEN ? AND ?
  ORDER BY depth LIMIT ?`;
const TREE_SQL = `SELECT * FROM messages WHERE user_id = ? AND session_id = ? AND (branch_id > ? OR (branch_id = ? AND depth > ?))
  ORDER BY branch_id, depth LIMIT ?`;
const PARTS_SQL = 'SELECT text FROM message_parts WHERE user_id = ? AND message_id = ? ORDER BY seq';
const NO_ID = '00000000-0000-0000-0000-000000000000';

@Injectable()
export class MessagePages {
  constructor(
    private readonly database: Database,
    private readonly conversations: Conversations,
  ) {}

  async page(
    userId: string,
    sessionId: string,
    query: { limit: number; cursor?: string; all?: boolean },
  ): Promise<Page<MessageRow>> {
    const page = query.all ? await this.tree(userId, sessionId, query) : await this.branch(userId, sessionId, query);
    return { ...page, items: await Promise.all(page.items.map((row) => this.withParts(userId, row))) };
  }

  /** All messages up to and including `tip`, oldest first, in pages; for copies and exports. */
  async *upTo(
    userId: string,
    sessionId: string,
    tip: { branchId: string; depth: number },
  ): AsyncGenerator<MessageRow[]> {
    const stretches = await this.stretches(userId, tip);
    let next = 0;
    while (next <= tip.depth) {
      const rows = await this.read(userId, sessionId, stretches, next, 500);
      if (!rows.length) return;
      yield rows;
      next = rows.at(-1)!.depth + 1;
    }
  }

  private async branch(
    userId: string,
    sessionId: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<MessageRow>> {
    const [after] = decodeCursor(cursor, ['number'] as const) ?? [-1];
    const from = depthOr(after) + 1;
    const session = await this.conversations.get(userId, sessionId);
    if (!session.head_id) return { items: [], nextCursor: null };
    const stretches = await this.stretches(userId, { branchId: session.head_branch!, depth: session.head_depth! });
    const rows = await this.read(userId, sessionId, stretches, from, limit + 1);
    return toPage(rows, limit, (row) => [row.depth]);
  }

  private async tree(
    userId: string,
    sessionId: string,
    { limit, cursor }: { limit: number; cursor?: string },
  ): Promise<Page<MessageRow>> {
    const [branchId, depth] = decodeCursor(cursor, ['string', 'number'] as const) ?? [NO_ID, -1];
    const params = [userId, sessionId, idOr(branchId), branchId, depthOr(depth), limit + 1];
    await this.conversations.get(userId, sessionId);
    return toPage(await this.database.rows<MessageRow>(TREE_SQL, params), limit, (row) => [row.branch_id, row.depth]);
  }

  /** Oldest first. */
  private async stretches(userId: string, tip: { branchId: string; depth: number }): Promise<Stretch[]> {
    const stretches: Stretch[] = [];
    for await (const stretch of stretchesFrom(this.database, userId, tip)) stretches.push(stretch);
    return stretches.reverse();
  }

  private async read(
    userId: string,
    sessionId: string,
    stretches: Stretch[],
    from: number,
    limit: number,
  ): Promise<MessageRow[]> {
    const rows: MessageRow[] = [];
    for (const stretch of stretches) {
      if (stretch.to < from || rows.length >= limit) continue;
      const params = [
        userId,
        sessionId,
        stretch.branchId,
        Math.max(from, stretch.from),
        stretch.to,
        limit - rows.length,
      ];
      rows.push(...(await this.database.rows<MessageRow>(BRANCH_SQL, params)));
    }
    return rows;
  }

  /** An answer that is still being written shows what there is of it. */
  private async withParts(userId: string, row: MessageRow): Promise<MessageRow> {
    if (row.state !== 'running') return row;
    const parts = await this.database.rows<{ text: string }>(PARTS_SQL, [userId, row.id]);
    return { ...row, content: parts.map(({ text }) => text).join('') };
  }
}
