/** The list of conversations, newest first, and the search in their titles and messages. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../common/app-error.js';
import { isId } from '../common/ids.js';
import { decodeCursor, type Page, toPage } from '../http/pagination.js';
import { Database } from '../platform/database/database.js';
import { SearchIndex } from '../platform/search/search-index.js';
import type { SessionQueryDto } from './dto/session.dto.js';
import { Session } from './session.entity.js';

/** Message hits that are looked at for a search; more would only add conversations that hardly match. */
const SEARCH_DEPTH = 300;

@Injectable()
export class SessionList {
  constructor(
    private readonly database: Database,
    private readonly index: SearchIndex,
  ) {}

  async page(userId: string, { limit, cursor, q, archived, folder }: SessionQueryDto): Promise<Page<Session>> {
    const after = decodeCursor(cursor, ['string', 'string'] as const);
    const query = this.database.reader
      .createQueryBuilder(Session, 's')
      .where('s.userId = :userId', { userId })
      .andWhere('s.archived = :archived', { archived: archived === 'true' ? 1 : 0 })
      .orderBy('s.updatedAt', 'DESC')
      .addOrderBy('s.id', 'DESC')
      .take(limit + 1);
    if (folder !== undefined) query.andWhere('s.folder = :folder', { folder });
    if (after) {
      const [time, id] = after;
      query.andWhere('(s.updatedAt < :time OR (s.updatedAt = :time AND s.id < :id))', { time, id: idFrom(id) });
    }
    if (q?.trim()) {
      const ids = await this.withMessagesLike(userId, q);
      const inMessages = ids.length ? 's.id IN (:...ids) OR ' : '';
      query.andWhere(`(${inMessages}lower(s.title) LIKE lower(:title) ESCAPE '!')`, {
        ids,
        title: `%${escapeLike(q.trim())}%`,
      });
    }
    return toPage(await query.getMany(), limit, (session) => [session.updatedAt, session.id]);
  }

  private async withMessagesLike(userId: string, q: string): Promise<string[]> {
    const { hits } = await this.index.search({ owner: userId, corpus: 'messages', query: q, limit: SEARCH_DEPTH });
    return [...new Set(hits.map(({ group }) => group))];
  }
}

const escapeLike = (text: string) => text.replace(/[!%_]/g, '!$&');

/** A cursor comes from outside: what is no id must not reach a column of ids. */
function idFrom(value: string): string {
  if (!isId(value)) throw new AppError('invalid_cursor');
  return value;
}
