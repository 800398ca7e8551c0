/** Conversations: made, found, changed, deleted. Must know nothing of turns; what runs in a deleted one hears an event. */
import { Injectable } from '@nestjs/common';
import { LessThan, Not } from 'typeorm';
import { type Counted, newReceipt, type ReceiptRule, receiptStatements } from '../auth/receipts/receipt-statements.js';
import { AppError, notFound } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { newId } from '../common/ids.js';
import type { Owner } from '../common/owner.js';
import type { Page } from '../http/pagination.js';
import { Database } from '../platform/database/database.js';
import type { CreateSessionDto, SessionQueryDto, SessionSettingsDto, UpdateSessionDto } from './dto/session.dto.js';
import { REMOVED, Session, UNFINISHED } from './session.entity.js';
import { SessionList } from './session-list.js';
import { SessionRemoval } from './session-removal.js';

/** How long a temporary conversation is kept. */
const TEMPORARY_MS = 24 * 3600 * 1000;
/** One that is still being written, or deleted, is there for nobody. */
export const SHOWN = LessThan(UNFINISHED);

/** What a conversation names that another room keeps; absent or empty: nothing. */
export type NamesOfSession = Pick<SessionSettingsDto, 'agent' | 'tone' | 'collection_ids'>;

@Injectable()
export class Sessions {
  private readonly checks: ((owner: Owner, names: NamesOfSession) => Promise<void>)[] = [];

  constructor(
    private readonly database: Database,
    private readonly sessionList: SessionList,
    private readonly removal: SessionRemoval,
    private readonly clock: Clock,
  ) {}

  /** To be asked before a conversation names something; throws where that is not there. */
  checkNames(check: (owner: Owner, names: NamesOfSession) => Promise<void>): void {
    this.checks.push(check);
  }

  async create(userId: string, dto: CreateSessionDto): Promise<Session> {
    for (const check of this.checks) await check({ userId }, dto);
    const now = this.clock.iso();
    const session: Partial<Session> = {
      userId,
      id: newId(),
      titleSource: dto.title ? 'user' : 'question',
      ...settingsOf(dto),
      ...(dto.temporary && { memory: 0, expiresAt: this.clock.iso(TEMPORARY_MS) }),
      createdAt: now,
      updatedAt: now,
    };
    await this.database.write((manager) => manager.insert(Session, session));
    return this.get(userId, session.id!);
  }

  async get(userId: string, id: string): Promise<Session> {
    const session = await this.database.reader.findOneBy(Session, { userId, id, archived: SHOWN });
    if (!session) throw notFound();
    return session;
  }

  list(userId: string, query: SessionQueryDto): Promise<Page<Session>> {
    return this.sessionList.page(userId, query);
  }

  async update(userId: string, id: string, dto: UpdateSessionDto): Promise<Session> {
    const changes: Partial<Session> = { ...settingsOf(dto), updatedAt: this.clock.iso() };
    if (dto.agent || dto.tone || dto.collection_ids) await this.checkChanged(userId, await this.get(userId, id), dto);
    // What is to leave nothing must not begin to be remembered.
    if (dto.memory && (await this.get(userId, id)).expiresAt !== null) {
      throw new AppError('conflict', 'A temporary conversation is not remembered.');
    }
    if (dto.title !== undefined) changes.titleSource = dto.title === null ? 'question' : 'user';
    // For switches null is no value: they stay as they are.
    if (typeof dto.archived === 'boolean') changes.archived = Number(dto.archived);
    const { affected } = await this.database.write((manager) =>
      manager.update(Session, { userId, id, archived: SHOWN }, changes),
    );
    if (!affected) throw notFound();
    return this.get(userId, id);
  }

  /** What it names already may be gone since, and stays. */
  private async checkChanged(userId: string, session: Session, dto: NamesOfSession): Promise<void> {
    const { agent, tone, collectionIds } = session;
    const names = {
      agent: dto.agent === agent ? null : dto.agent,
      tone: dto.tone === tone ? null : dto.tone,
      collection_ids: dto.collection_ids?.filter((id) => !collectionIds?.includes(id)),
    };
    for (const check of this.checks) await check({ userId }, names);
  }

  /** The conversation, its messages and their places in the index. Throws not_found. */
  async delete(userId: string, id: string, rule: ReceiptRule = 'session.deleted'): Promise<void> {
    if (!(await this.database.reader.existsBy(Session, { userId, id, archived: Not(REMOVED) }))) throw notFound();
    const receipt = newReceipt(rule, this.clock.iso(), userId);
    await this.removal.remove(userId, id, receiptStatements(receipt, countedIn(userId, id)));
  }
}

/** What goes with a conversation. */
function countedIn(userId: string, id: string): Counted[] {
  const params = [userId, id];
  const tables = ['messages', 'turns'].map((kind) => ({
    kind,
    from: `${kind} WHERE user_id = ? AND session_id = ?`,
    params,
  }));
  return [{ kind: 'sessions', from: 'sessions WHERE user_id = ? AND id = ?', params }, ...tables];
}

/** The fields a client may set; absent ones stay as they are. */
function settingsOf(dto: SessionSettingsDto): Partial<Session> {
  const settings: Partial<Session> = {
    title: dto.title,
    systemPrompt: dto.system_prompt,
    tone: dto.tone,
    agent: dto.agent,
    model: dto.model,
    memory: typeof dto.memory === 'boolean' ? Number(dto.memory) : undefined,
    // None is how a conversation without a bound is shown, and none is no bound.
    collectionIds: dto.collection_ids?.length === 0 ? null : dto.collection_ids,
    noEvidence: dto.no_evidence,
    folder: dto.folder,
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
