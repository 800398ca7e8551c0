/** Reads the messages of a conversation a page at a time: one branch, from either end, or the whole tree. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { isId, NIL_ID } from '../common/ids.js';
import { decodeCursor, type Page, toPage } from '../http/pagination.js';
import { Database } from '../platform/database/database.js';
import { type Stretch, stretchesFrom } from './branch-path.js';
import { BranchTips, type BranchWanted } from './branch-tips.js';
import { Conversations } from './conversations.js';
import type { MessageRow } from './message-row.js';
import { MessageVersions } from './message-versions.js';
import { savedSoFar } from './saved-so-far.js';

/** A cursor comes from outside: what is no id must not reach a column of ids. */
function idOr(value: string): string {
  if (!isId(value) && value !== NIL_ID) throw new AppError('invalid_cursor');
  return value;
}

/** Depths are 32-bit integers on PostgreSQL; a number a client made up must not reach the column either. */
function depthOr(value: number): number {
  if (!Number.isInteger(value) || value < -1 || value >= 2 ** 31 - 1) throw new AppError('invalid_cursor');
  return value;
}

const branchSql = (order: 'ASC' | 'DESC') => `SELECT * FROM messages
  WHERE user_id = ? AND session_id = ? AND branch_id = ? AND depth BETWEEN ? AND ? ORDER BY depth ${order} LIMIT ?`;
const OLDEST_FIRST_SQL = branchSql('ASC');
const NEWEST_FIRST_SQL = branchSql('DESC');
const TREE_SQL = `SELECT * FROM messages WHERE user_id = ? AND session_id = ? AND (branch_id > ? OR (branch_id = ? AND depth > ?))
  ORDER BY branch_id, depth LIMIT ?`;
const MESSAGE_SQL = 'SELECT * FROM messages WHERE user_id = ? AND id = ?';

export interface PageWanted extends BranchWanted {
  limit: number;
  cursor?: string;
  /** The whole tree instead of a branch. */
  all?: boolean;
  /** Of a branch: newest first. */
  newestFirst?: boolean;
  /** Whether each message is to tell its versions. */
  versions?: boolean;
}

/** A message with the versions of it, where they were asked for and there are several. */
export type PagedMessage = MessageRow & { versions?: string[] };

@Injectable()
export class MessagePages {
  constructor(
    private readonly database: Database,
    private readonly conversations: Conversations,
    private readonly tips: BranchTips,
    private readonly versions: MessageVersions,
  ) {}

  /** Throws `not_found`, or `invalid_cursor`. */
  async page(userId: string, sessionId: string, query: PageWanted): Promise<Page<PagedMessage>> {
    const page = query.all ? await this.tree(userId, sessionId, query) : await this.branch(userId, sessionId, query);
    const items = await Promise.all(page.items.map((row) => this.withParts(userId, row)));
    if (!query.versions) return { ...page, items };
    const versions = await this.versions.of(userId, sessionId, items);
    return { ...page, items: items.map((row) => ({ ...row, versions: versions.get(row.id) })) };
  }

  /** All messages up to and including `tip`, oldest first, in pages; for copies. */
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

  private async branch(userId: string, sessionId: string, query: PageWanted): Promise<Page<MessageRow>> {
    const { limit, cursor, newestFirst } = query;
    const [given] = decodeCursor(cursor, ['number'] as const) ?? [];
    const last = given === undefined ? undefined : depthOr(given);
    const tip = await this.tips.find(userId, sessionId, query);
    if (!tip) return { items: [], nextCursor: null };
    const rows = newestFirst
      ? await this.readBack(userId, sessionId, tip, { until: (last ?? tip.depth + 1) - 1, limit: limit + 1 })
      : await this.read(userId, sessionId, await this.stretches(userId, tip), (last ?? -1) + 1, limit + 1);
    return toPage(rows, limit, (row) => [row.depth]);
  }

  /** Newest first; a branch is looked at only as far back as there is something to read. */
  private async readBack(
    userId: string,
    sessionId: string,
    tip: { branchId: string; depth: number },
    { until, limit }: { until: number; limit: number },
  ): Promise<MessageRow[]> {
    const rows: MessageRow[] = [];
    for await (const { branchId, from, to } of stretchesFrom(this.database, userId, tip)) {
      if (from > until) continue;
      const params = [userId, sessionId, branchId, from, Math.min(to, until), limit - rows.length];
      rows.push(...(await this.database.rows<MessageRow>(NEWEST_FIRST_SQL, params)));
      if (rows.length >= limit) break;
    }
    return rows;
  }

  private async tree(userId: string, sessionId: string, { limit, cursor }: PageWanted): Promise<Page<MessageRow>> {
    const [branchId, depth] = decodeCursor(cursor, ['string', 'number'] as const) ?? [NIL_ID, -1];
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
      rows.push(...(await this.database.rows<MessageRow>(OLDEST_FIRST_SQL, params)));
    }
    return rows;
  }

  /** An answer that is still being written shows what there is of it. */
  private async withParts(userId: string, row: MessageRow): Promise<MessageRow> {
    if (row.state !== 'running') return row;
    const content = await savedSoFar(this.database, userId, row.id);
    if (content !== undefined) return { ...row, content };
    // It may have ended in between, which takes the parts away.
    const [now = row] = await this.database.rows<MessageRow>(MESSAGE_SQL, [userId, row.id]);
    return now;
  }
}
