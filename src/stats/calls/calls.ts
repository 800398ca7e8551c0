/** The rows of one's model calls, page by page. */
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import type { Owner } from '../../common/owner.js';
import { decodeIdCursor } from '../../http/id-cursor.js';
import { type Page, toPage } from '../../http/pagination.js';
import { Database } from '../../platform/database/database.js';
import { ModelCallRow } from './model-call.entity.js';

@Injectable()
export class Calls {
  constructor(private readonly database: Database) {}

  /** Newest first. */
  async list({ userId }: Owner, { limit, cursor }: { limit: number; cursor?: string }): Promise<Page<ModelCallRow>> {
    const before = decodeIdCursor(cursor);
    const rows = await this.database.reader.find(ModelCallRow, {
      where: { userId, ...(before === undefined ? {} : { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return toPage(rows, limit, ({ id }) => [id]);
  }
}
