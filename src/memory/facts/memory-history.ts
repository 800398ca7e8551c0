/** How a memory came to be what it is, and the way back. */
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../platform/database/database.js';
import { writeAlone } from '../../platform/database/write-alone.js';
import { MemoryVersion } from '../memory-version.entity.js';
import { Memory } from '../memory.entity.js';
import { changeMemory } from './memory-changes.js';
import type { MemoryKind } from './memory-kind.js';
import { MemoryRows, type SourcedMemory } from './memory-row.js';

export interface HistoryRow {
  memory_id: string;
  version: number;
  action: MemoryVersion['action'];
  kind: MemoryKind;
  content: string;
  pinned: number;
  valid_from: string | null;
  valid_to: string | null;
  superseded_by: string | null;
  created_at: string;
}

/** Memories that followed one another are followed back this far. */
const LONGEST_CHAIN = 50;

@Injectable()
export class MemoryHistory {
  constructor(
    private readonly database: Database,
    private readonly rows: MemoryRows,
    private readonly clock: Clock,
  ) {}

  /** Every version of it and of what it took the place of, oldest first. */
  async of(userId: string, id: string): Promise<HistoryRow[]> {
    await this.rows.get(userId, id);
    const ids = await this.chain(userId, id);
    const sql = `SELECT memory_id, version, action, kind, content, pinned, valid_from, valid_to, superseded_by, created_at
      FROM memory_versions WHERE user_id = ? AND memory_id IN (${ids.map(() => '?').join(', ')})
      ORDER BY created_at, memory_id, version`;
    return this.database.rows<HistoryRow>(sql, [userId, ...ids]);
  }

  /** Takes the last change back. Throws `conflict` where there is none. */
  async undo(userId: string, id: string): Promise<SourcedMemory> {
    await this.rows.get(userId, id);
    await writeAlone(this.database, { userId }, 'memories', async (manager) => {
      const memory = await manager.findOneBy(Memory, { userId, id });
      if (!memory) throw notFound();
      const current = await manager.findOneByOrFail(MemoryVersion, { userId, memoryId: id, version: memory.version });
      if (current.base !== null) return this.goBack(manager, memory, current.base);
      const predecessors = await manager.findBy(Memory, { userId, supersededBy: id });
      if (!predecessors.length) throw new AppError('conflict', 'There is nothing to undo.');
      for (const old of predecessors) await this.reinstate(manager, old);
    });
    return this.rows.get(userId, id);
  }

  private async goBack(manager: EntityManager, memory: Memory, version: number): Promise<void> {
    const { userId, id: memoryId } = memory;
    const target = await manager.findOneByOrFail(MemoryVersion, { userId, memoryId, version });
    const wasSupersededBy = memory.supersededBy;
    const { kind, content, attribute: kept, pinned, validFrom, validTo, supersededBy } = target;
    // Where it was not kept, the present one stays.
    const attribute = kept === null ? memory.attribute : kept || null;
    const now = this.clock.iso();
    const restored = { kind, content, attribute, pinned, validFrom, validTo, supersededBy };
    const changed = await changeMemory(manager, memory, restored, { action: 'undone', now, base: target.base });
    if (wasSupersededBy && !supersededBy) await this.giveWay(manager, userId, wasSupersededBy, changed, now);
  }

  /** What had superseded it is no longer true: two truths about one thing are none. */
  private async giveWay(manager: EntityManager, userId: string, id: string, to: Memory, now: string): Promise<void> {
    const other = await manager.findOneBy(Memory, { userId, id });
    if (!other || other.supersededBy) return;
    await changeMemory(manager, other, { supersededBy: to.id, validTo: now }, { action: 'superseded', now });
  }

  private async reinstate(manager: EntityManager, old: Memory): Promise<void> {
    const { userId, id: memoryId, version } = old;
    const current = await manager.findOneByOrFail(MemoryVersion, { userId, memoryId, version });
    if (current.base !== null) await this.goBack(manager, old, current.base);
  }

  /** Its id and those of the memories it superseded, one after another. */
  private async chain(userId: string, id: string): Promise<string[]> {
    const ids = [id];
    for (let at = 0; at < ids.length && ids.length < LONGEST_CHAIN; at++) {
      const sql = 'SELECT id FROM memories WHERE user_id = ? AND superseded_by = ?';
      for (const row of await this.database.rows<{ id: string }>(sql, [userId, ids[at]!])) {
        if (!ids.includes(row.id)) ids.push(row.id);
      }
    }
    return ids;
  }
}
