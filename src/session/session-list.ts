/** The list of conversations, newest first, and the search in their titles and messages. */
import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import { AppError } from '../common/app-error.js';
import { isId } from '../common/ids.js';
import { decodeCursor, type Page, toPage } from '../http/pagination.js';
import { Database } from '../platform/database/database.js';
import { SearchIndex } from '../platform/search/search-index.js';
import type { SessionQueryDto } from './dto/session.dto.js';
import { Session } from './session.entity.js';

/** Message hits that are looked at for a search; more would mostly add conversations that hardly match. */
const SEARCH_DEPTH = 300;
/** Where they are of too few conversations to fill a page, as many times more are looked at. */
const WIDER = 4;
/** But no more than these. */
const MOST_HITS = 2000;

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
    const rows = q?.trim() ? await this.matching(userId, query, q.trim(), limit) : await query.getMany();
    return toPage(rows, limit, (session) => [session.updatedAt, session.id]);
  }

  /** Those of the conversations wanted that have it in their title or messages. */
  private async matching(
    userId: string,
    wanted: SelectQueryBuilder<Session>,
    q: string,
    limit: number,
  ): Promise<Session[]> {
    for (let depth = SEARCH_DEPTH; ; depth = Math.min(depth * WIDER, MOST_HITS)) {
      const { hits } = await this.index.search({ owner: userId, corpus: 'messages', query: q, limit: depth });
      const ids = [...new Set(hits.map(({ group }) => group))];
      const inMessages = ids.length ? 's.id IN (:...ids) OR ' : '';
      const title = `%${escapeLike(q)}%`;
      const rows = await wanted
        .clone()
        .andWhere(`(${inMessages}lower(s.title) LIKE lower(:title) ESCAPE '!')`, { ids, title })
        .getMany();
      if (rows.length > limit || hits.length < depth || depth >= MOST_HITS) return rows;
    }
  }
}

const escapeLike = (text: string) => text.replace(/[!%_]/g, '!$&');

/** A cursor comes from outside: what is no id must not reach a column of ids. */
function idFrom(value: string): string {
  if (!isId(value)) throw new AppError('invalid_cursor');
  return value;
}
