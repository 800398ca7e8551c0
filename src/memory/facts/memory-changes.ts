/** How memories change, inside a transaction: every change leaves a version behind. Must know no routes and no prompts. */
import type { EntityManager } from 'typeorm';
import { newId } from '../../common/ids.js';
import { executeOn } from '../../platform/database/execute-on.js';
import { MemorySource } from '../memory-source.entity.js';
import { MemoryStem } from '../memory-stem.entity.js';
import { type MemoryAction, MemoryVersion } from '../memory-version.entity.js';
import { Memory } from '../memory.entity.js';
import { dropSummaries } from '../summary/drop-summaries.js';
import type { MemoryKind } from './memory-kind.js';
import { searchStems, stemText } from './memory-words.js';

export interface NewMemory {
  kind: MemoryKind;
  content: string;
  attribute: string | null;
  origin: Memory['origin'];
  /** 0..100. */
  confidence: number;
  validFrom: string | null;
  validTo?: string | null;
  pinned?: boolean;
  /** The message that says it. */
  messageId?: string;
}

export type MemoryChange = Partial<
  Pick<Memory, 'kind' | 'content' | 'attribute' | 'pinned' | 'validFrom' | 'validTo' | 'supersededBy'>
>;

export async function insertMemory(
  manager: EntityManager,
  userId: string,
  given: NewMemory,
  now: string,
): Promise<Memory> {
  const { kind, content, attribute, origin, confidence, validFrom, messageId, pinned } = given;
  const stems = searchStems(given.content, given.attribute);
  const memory: Memory = {
    kind,
    content,
    attribute,
    origin,
    confidence,
    validFrom,
    userId,
    id: newId(),
    stems: stemText(stems),
    pinned: Number(pinned ?? false),
    version: 1,
    validTo: given.validTo ?? null,
    supersededBy: null,
    createdAt: now,
    updatedAt: now,
  };
  await manager.insert(Memory, memory);
  await insertStems(manager, memory, stems);
  await insertVersion(manager, memory, 'created', null, now);
  if (messageId) await addSource(manager, memory, messageId, now);
  return memory;
}

export async function addSource(
  manager: EntityManager,
  { userId, id: memoryId }: Memory,
  messageId: string,
  now: string,
): Promise<void> {
  const known = await manager.existsBy(MemorySource, { userId, memoryId, messageId });
  if (!known) await manager.insert(MemorySource, { userId, memoryId, messageId, createdAt: now });
}

/** `base`: the version that undoing this change leads back to; the present one unless told. */
export async function changeMemory(
  manager: EntityManager,
  memory: Memory,
  change: MemoryChange,
  { action, now, base = memory.version }: { action: MemoryAction; now: string; base?: number | null },
): Promise<Memory> {
  const changed = { ...memory, ...change, version: memory.version + 1, updatedAt: now };
  const stems = searchStems(changed.content, changed.attribute);
  changed.stems = stemText(stems);
  const { userId, id, ...fields } = changed;
  await manager.update(Memory, { userId, id }, fields);
  if (changed.stems !== memory.stems) {
    await manager.delete(MemoryStem, { userId, memoryId: id });
    await insertStems(manager, changed, stems);
  }
  await insertVersion(manager, changed, action, base, now);
  // A summary may still say what is no longer so, or leave out what is so again.
  if (changed.validTo !== memory.validTo || changed.supersededBy !== memory.supersededBy)
    await summariesWithout(manager, memory);
  return changed;
}

async function summariesWithout(manager: EntityManager, { userId, id: memoryId }: Memory): Promise<void> {
  const sources = await manager.findBy(MemorySource, { userId, memoryId });
  await executeOn(
    manager,
    sources.map(({ messageId }) => dropSummaries(userId, messageId)),
  );
}

export function supersede(manager: EntityManager, old: Memory, by: Memory, now: string): Promise<Memory> {
  const validTo = by.validFrom ?? now;
  return changeMemory(manager, old, { supersededBy: by.id, validTo }, { action: 'superseded', now });
}

export function retract(manager: EntityManager, memory: Memory, at: string, now: string): Promise<Memory> {
  return changeMemory(manager, memory, { validTo: at }, { action: 'retracted', now });
}

async function insertStems(manager: EntityManager, { userId, id }: Memory, stems: readonly string[]): Promise<void> {
  const rows = stems.map((stem) => ({ userId, stem, memoryId: id }));
  if (rows.length) await manager.insert(MemoryStem, rows);
}

async function insertVersion(
  manager: EntityManager,
  memory: Memory,
  action: MemoryAction,
  base: number | null,
  now: string,
): Promise<void> {
  const { userId, id, version, kind, content, attribute, pinned, validFrom, validTo, supersededBy } = memory;
  await manager.insert(MemoryVersion, {
    userId,
    memoryId: id,
    version,
    base,
    action,
    kind,
    content,
    attribute: attribute ?? '',
    pinned,
    validFrom,
    validTo,
    supersededBy,
    createdAt: now,
  });
}
