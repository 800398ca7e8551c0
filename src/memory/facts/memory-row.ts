/** Memories as rows with the message they come from, for reading. */
import { Injectable } from '@nestjs/common';
import { notFound } from '../../common/app-error.js';
import { inList } from '../../common/in-list.js';
import { Database } from '../../platform/database/database.js';
import type { SqlValue } from '../../platform/database/statement.js';
import { HAS_SOURCE } from './live-memory.js';
import type { MemoryKind } from './memory-kind.js';

/** The first message that still says it. */
export interface MemorySourceRow {
  memory_id: string;
  message_id: string;
  session_id: string;
  external_id: string | null;
  session_external_id: string | null;
}

export interface MemoryRow {
  id: string;
  kind: MemoryKind;
  content: string;
  attribute: string | null;
  stems: string;
  confidence: number;
  pinned: number;
  valid_from: string | null;
  valid_to: string | null;
  superseded_by: string | null;
  created_at: string;
  updated_at: string;
}

export type SourcedMemory = MemoryRow & { source?: MemorySourceRow };

const COLUMNS =
  'm.id, m.kind, m.content, m.attribute, m.stems, m.confidence, m.pinned, m.valid_from, m.valid_to, m.superseded_by, m.created_at, m.updated_at';

@Injectable()
export class MemoryRows {
  constructor(private readonly database: Database) {}

  /** `rest`: conditions on `m` after those of ownership, with order and limit. */
  select(userId: string, rest: string, params: readonly SqlValue[]): Promise<MemoryRow[]> {
    const sql = `SELECT ${COLUMNS} FROM memories m WHERE m.user_id = ? AND ${HAS_SOURCE} AND ${rest}`;
    return this.database.rows<MemoryRow>(sql, [userId, ...params]);
  }

  /** Throws not_found for an absent or foreign id. */
  async get(userId: string, id: string): Promise<SourcedMemory> {
    const [memory] = await this.withSources(userId, await this.select(userId, 'm.id = ?', [id]));
    if (!memory) throw notFound();
    return memory;
  }

  async withSources(userId: string, rows: readonly MemoryRow[]): Promise<SourcedMemory[]> {
    if (!rows.length) return [];
    const { marks, values } = inList(rows.map(({ id }) => id));
    const sql = `SELECT s.memory_id, s.message_id, msg.session_id, msg.external_id, ses.external_id AS session_external_id
      FROM memory_sources s JOIN messages msg ON msg.user_id = s.user_id AND msg.id = s.message_id
      JOIN sessions ses ON ses.user_id = msg.user_id AND ses.id = msg.session_id
      WHERE s.user_id = ? AND s.memory_id IN (${marks}) ORDER BY s.message_id DESC`;
    const sources = await this.database.rows<MemorySourceRow>(sql, [userId, ...values]);
    const first = new Map(sources.map((source) => [source.memory_id, source]));
    return rows.map((row) => ({ ...row, source: first.get(row.id) }));
  }
}
