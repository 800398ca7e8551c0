/**
 * Takes a statement into memory, inside a transaction: what is known already gains a source, what contradicts it is
 * superseded, and what was said before the thing that is known now is left alone.
 */
import { Brackets, type EntityManager } from 'typeorm';
import { AppError } from '../../common/app-error.js';
import { Memory } from '../memory.entity.js';
import { addSource, insertMemory, type NewMemory, supersede } from './memory-changes.js';
import { stemsIn } from './memory-words.js';
import { isSame } from './same-memory.js';

/** A statement; `value` is what it says its attribute is. */
export interface Said extends NewMemory {
  value?: string;
  /** Gives way to what is known for certain. */
  isUncertain?: boolean;
}

export interface Kept {
  outcome: 'new' | 'known' | 'outdated';
  memory?: Memory;
}

const MOST_MEMORIES = 20_000;
/** Known statements a new one is compared with. */
const COMPARED = 200;
const COMPARED_STEMS = 6;

/** Inside `writeAlone` of the owner's memories: what is compared stays as it is until the commit. */
export async function keepMemory(manager: EntityManager, userId: string, said: Said, now: string): Promise<Kept> {
  const near = await nearby(manager, userId, said, now);
  const same = near.find((known) => isSame(known, said));
  if (same) {
    if (said.messageId) await addSource(manager, same, said.messageId, now);
    return { outcome: 'known', memory: same };
  }
  const rivals = near.filter(({ attribute }) => attribute !== null && attribute === said.attribute);
  const isOutdated = rivals.some(
    ({ validFrom, confidence }) =>
      (validFrom !== null && said.validFrom !== null && validFrom > said.validFrom) ||
      (said.isUncertain && confidence > said.confidence),
  );
  if (isOutdated) return { outcome: 'outdated' };
  if ((await manager.countBy(Memory, { userId })) >= MOST_MEMORIES) {
    throw new AppError('quota_exceeded', `An account can have ${MOST_MEMORIES} memories.`);
  }
  const memory = await insertMemory(manager, userId, said, now);
  for (const rival of rivals) await supersede(manager, rival, memory, now);
  return { outcome: 'new', memory };
}

/** Live memories that share the attribute or words, newest first. */
function nearby(manager: EntityManager, userId: string, { attribute, content }: Said, now: string): Promise<Memory[]> {
  const stems = stemsIn(content).slice(0, COMPARED_STEMS);
  return liveMemories(manager, userId, now)
    .andWhere(
      new Brackets((either) => {
        either.where('m.attribute = :attribute', { attribute });
        stems.forEach((stem, i) =>
          either.orWhere(`m.stems LIKE :stem${i} ESCAPE '!'`, { [`stem${i}`]: stemPattern(stem) }),
        );
      }),
    )
    .orderBy('m.id', 'DESC')
    .take(COMPARED)
    .getMany();
}

/** What is true as far as is known. */
export function liveMemories(manager: EntityManager, userId: string, now: string) {
  return manager
    .createQueryBuilder(Memory, 'm')
    .where('m.userId = :userId', { userId })
    .andWhere('m.supersededBy IS NULL')
    .andWhere('(m.validTo IS NULL OR m.validTo > :now)', { now });
}

export function stemPattern(stem: string): string {
  return `% ${stem.replace(/[!%_]/g, '!$&')} %`;
}
