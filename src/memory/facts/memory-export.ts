/** Everything known of a user, to take away: memories with their history, and the summaries of conversations. */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { NIL_ID } from '../../common/ids.js';
import { Database } from '../../platform/database/database.js';
import { IS_SHOWN } from '../../session/conversations.js';
import { toMemoryVersionView, toStoredMemoryView } from '../views/memory.view.js';
import type { HistoryRow } from './memory-history.js';
import { MemoryRows, type SourcedMemory } from './memory-row.js';

const PAGE = 100;

interface SummaryRow {
  session_id: string;
  message_id: string;
  content: string;
  created_at: string;
}

@Injectable()
export class MemoryExport {
  constructor(
    private readonly database: Database,
    private readonly rows: MemoryRows,
    private readonly clock: Clock,
  ) {}

  async all(userId: string) {
    const memories = [];
    for (let after = NIL_ID; ;) {
      const rows = await this.rows.select(userId, `m.id > ? ORDER BY m.id LIMIT ${PAGE}`, [after]);
      memories.push(...(await this.withHistory(userId, await this.rows.withSources(userId, rows))));
      if (rows.length < PAGE) break;
      after = rows.at(-1)!.id;
    }
    const sql = `SELECT c.session_id, c.message_id, c.content, c.created_at FROM conversation_summaries c
      JOIN sessions s ON s.user_id = c.user_id AND s.id = c.session_id WHERE c.user_id = ? AND ${IS_SHOWN}
      ORDER BY c.message_id`;
    const summaries = await this.database.rows<SummaryRow>(sql, [userId]);
    return { format: 'rai-chat-memory', version: 1, exported_at: this.clock.iso(), memories, summaries };
  }

  private async withHistory(userId: string, memories: SourcedMemory[]) {
    if (!memories.length) return [];
    const sql = `SELECT memory_id, version, action, kind, content, pinned, valid_from, valid_to, superseded_by, created_at
      FROM memory_versions WHERE user_id = ? AND memory_id IN (${memories.map(() => '?').join(', ')}) ORDER BY memory_id, version`;
    const versions = await this.database.rows<HistoryRow>(sql, [userId, ...memories.map(({ id }) => id)]);
    return memories.map((memory) => ({
      ...toStoredMemoryView(memory),
      history: versions.filter(({ memory_id }) => memory_id === memory.id).map(toMemoryVersionView),
    }));
  }
}
