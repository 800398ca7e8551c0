/** Writes what was found in a message into memory, inside a transaction. Must not know how it was found. */
import type { EntityManager } from 'typeorm';
import { forgetEverything } from '../facts/forget-everything.js';
import { forgetMemory } from '../facts/forget-memory.js';
import { keepMemory, liveMemories, stemPattern } from '../facts/keep-memory.js';
import { retract } from '../facts/memory-changes.js';
import { stemsIn } from '../facts/memory-words.js';
import { Memory } from '../memory.entity.js';
import { readInside } from '../read-inside.js';
import type { Finding, Replacement, Retraction, Statement } from './finding.js';
import { fitOf } from './fit-of.js';

/** The message that was read. */
export interface ReadMessage {
  userId: string;
  id: string;
  sessionId: string;
  /** ISO-8601. */
  saidAt: string;
}

export interface Outcome {
  kept: number;
  retracted: number;
}

/** How much of what a retraction names a memory must have. */
const MEANT = 0.6;
const MOST_RETRACTED = 20;
/** "That is not true" is said of what was learned from the last messages. */
const LAST_MESSAGES = 6;
const CANDIDATES = 100;

export class Learned {
  readonly outcome: Outcome = { kept: 0, retracted: 0 };
  /** Ids of memories and messages that are forgotten, of which turns may have kept copies. */
  readonly forgotten: string[] = [];
  isAllForgotten = false;

  constructor(
    private readonly manager: EntityManager,
    private readonly message: ReadMessage,
    private readonly origin: 'patterns' | 'model',
    private readonly now: string,
  ) {}

  async take(finding: Finding): Promise<void> {
    if (finding.type === 'statement') await this.keep(finding);
    else if (finding.type === 'retraction') await this.retractAbout(finding);
    else if (finding.type === 'replacement') await this.replace(finding);
    else if (finding.type === 'forget-all') await this.forgetAll();
    else await this.retractLast();
  }

  private async keep(statement: Statement): Promise<void> {
    const { kind, content, attribute, value, confidence, isUncertain } = statement;
    const { userId, id: messageId, saidAt } = this.message;
    const from = { origin: this.origin, validFrom: saidAt, messageId };
    const said = { kind, content, attribute, value, confidence, isUncertain, ...from };
    const { outcome } = await keepMemory(this.manager, userId, said, this.now);
    if (outcome === 'new') this.outcome.kept++;
  }

  private async retractAbout(retraction: Retraction): Promise<void> {
    const { about, attribute, all } = retraction;
    const known = await this.near(about, attribute, retraction.isForgetting);
    const rated = known.map((memory) => ({ memory, fit: fitOf(memory, retraction) }));
    const best = Math.max(0, ...rated.map(({ fit }) => fit));
    const meant = rated.filter(({ fit }) => fit >= MEANT && (all || fit === best)).slice(0, MOST_RETRACTED);
    for (const { memory } of meant) await (retraction.isForgetting ? this.forget(memory) : this.end(memory));
  }

  private async retractLast(): Promise<void> {
    const { userId, sessionId, id } = this.message;
    const sql = `SELECT s.memory_id, s.message_id FROM memory_sources s
      JOIN (SELECT id FROM messages WHERE user_id = ? AND session_id = ? AND id < ? ORDER BY id DESC LIMIT ${LAST_MESSAGES}) said
      ON said.id = s.message_id WHERE s.user_id = ? ORDER BY s.message_id DESC`;
    const sources = await readInside<{ memory_id: string; message_id: string }>(this.manager, sql, [
      userId,
      sessionId,
      id,
      userId,
    ]);
    for (const { memory_id: memoryId } of sources.filter(({ message_id }) => message_id === sources[0]!.message_id)) {
      const live = liveMemories(this.manager, userId, this.now).andWhere('m.id = :memoryId', { memoryId });
      const memory = await live.getOne();
      if (memory) await this.end(memory);
    }
  }

  /** The old word in a memory gives way to the new one; both stand in its history. */
  private async replace({ from, to, isOwn, statement }: Replacement): Promise<void> {
    const known = await this.near(from, null);
    const meant = known.filter((memory) => fitOf(memory, { about: from, attribute: null, isOwn }) === 1);
    const target = meant.find(({ content }) => content.toLowerCase().includes(from.toLowerCase()));
    if (target) {
      const { kind, attribute, confidence } = target;
      const at = target.content.toLowerCase().indexOf(from.toLowerCase());
      const content = target.content.slice(0, at) + to + target.content.slice(at + from.length);
      await this.keep({
        type: 'statement',
        kind,
        content,
        attribute: attribute ?? `corrected ${target.id}`,
        confidence,
      });
      if (attribute === null) await this.end(target);
    } else if (statement) await this.keep(statement);
  }

  private async end(memory: Memory): Promise<void> {
    await retract(this.manager, memory, this.message.saidAt, this.now);
    this.outcome.retracted++;
  }

  private async forget({ userId, id }: Memory): Promise<void> {
    this.forgotten.push(...((await forgetMemory(this.manager, userId, id)) ?? []));
    this.outcome.retracted++;
  }

  /** As `DELETE /api/memory` does; what has been said since stays. */
  private async forgetAll(): Promise<void> {
    this.isAllForgotten = true;
    await forgetEverything(this.manager, this.message.userId, this.message.id);
  }

  /** What is no longer true is not taken back again, but it can be forgotten. */
  private near(words: string, attribute: string | null, alsoEnded = false): Promise<Memory[]> {
    const conditions = stemsIn(words)
      .slice(0, 8)
      .map((_, i) => `m.stems LIKE :s${i} ESCAPE '!'`);
    const params = Object.fromEntries(
      stemsIn(words)
        .slice(0, 8)
        .map((stem, i) => [`s${i}`, stemPattern(stem)]),
    );
    const { userId } = this.message;
    const all = this.manager.createQueryBuilder(Memory, 'm').where('m.userId = :userId', { userId });
    return (alsoEnded ? all : liveMemories(this.manager, userId, this.now))
      .andWhere(`(${['m.attribute = :attribute', ...conditions].join(' OR ')})`, { attribute, ...params })
      .orderBy('m.id', 'DESC')
      .take(CANDIDATES)
      .getMany();
  }
}
