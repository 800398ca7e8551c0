/** The collections of an account. Every document is in one; a default one is made when the first document needs it. */
import { Injectable } from '@nestjs/common';
import { type EntityManager, LessThan } from 'typeorm';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { isId, newId } from '../../common/ids.js';
import { inList } from '../../common/in-list.js';
import type { Owner } from '../../common/owner.js';
import { decodeIdCursor } from '../../http/id-cursor.js';
import { type Page, toPage } from '../../http/pagination.js';
import { Database } from '../../platform/database/database.js';
import { writeAlone } from '../../platform/database/write-alone.js';
import { Collection } from '../collection.entity.js';

const DEFAULT_NAME = 'Documents';
const MOST_COLLECTIONS = 1000;

@Injectable()
export class Collections {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Throws `conflict` for a name in use. */
  async create(
    owner: Owner,
    { name, description }: { name: string; description?: string | null },
  ): Promise<Collection> {
    return writeAlone(this.database, owner, 'collections', async (manager) => {
      await this.refuseTaken(manager, owner, name);
      if ((await manager.countBy(Collection, { userId: owner.userId })) >= MOST_COLLECTIONS) {
        throw new AppError('quota_exceeded', `An account can have ${MOST_COLLECTIONS} collections.`);
      }
      return this.insert(manager, owner, name, description ?? null, 0);
    });
  }

  /** Newest first. */
  async list({ userId }: Owner, limit: number, cursor?: string): Promise<Page<Collection>> {
    const before = decodeIdCursor(cursor);
    const rows = await this.database.reader.find(Collection, {
      where: { userId, ...(before === undefined ? {} : { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return toPage(rows, limit, ({ id }) => [id]);
  }

  async get({ userId }: Owner, id: string): Promise<Collection> {
    const collection = isId(id) ? await this.database.reader.findOneBy(Collection, { userId, id }) : null;
    if (!collection) throw notFound();
    return collection;
  }

  /** Throws `not_found` unless all are the owner's. */
  async check({ userId }: Owner, ids: readonly string[]): Promise<void> {
    if (!(await this.areAll(userId, ids))) throw notFound();
  }

  /** Whether all are the owner's. */
  async areAll(userId: string, ids: readonly string[]): Promise<boolean> {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return true;
    if (!wanted.every(isId)) return false;
    const { marks, values } = inList(wanted);
    const sql = `SELECT id FROM collections WHERE user_id = ? AND id IN (${marks})`;
    return (await this.database.rows(sql, [userId, ...values])).length === wanted.length;
  }

  /** Those of the documents that are in one of the collections. */
  async documentsIn(userId: string, ids: readonly string[], documentIds: readonly string[]): Promise<Set<string>> {
    if (!ids.length || !documentIds.length) return new Set();
    const [documents, collections] = [inList([...new Set(documentIds)]), inList(ids)];
    const sql = `SELECT id FROM documents WHERE user_id = ? AND id IN (${documents.marks}) AND collection_id IN (${collections.marks})`;
    const rows = await this.database.rows<{ id: string }>(sql, [userId, ...documents.values, ...collections.values]);
    return new Set(rows.map(({ id }) => id));
  }

  async update(owner: Owner, id: string, change: { name?: string; description?: string | null }): Promise<Collection> {
    const before = await this.get(owner, id);
    await writeAlone(this.database, owner, 'collections', async (manager) => {
      if (change.name !== undefined && change.name !== before.name) await this.refuseTaken(manager, owner, change.name);
      const updatedAt = this.clock.iso();
      const { affected } = await manager.update(Collection, { userId: owner.userId, id }, { ...change, updatedAt });
      if (!affected) throw notFound();
    });
    return this.get(owner, id);
  }

  /** Inside a transaction: the collection asked for, or the default one. Throws `not_found`. */
  async resolve(manager: EntityManager, owner: Owner, id: string | undefined): Promise<string> {
    const { userId } = owner;
    if (id !== undefined) {
      if (!isId(id) || !(await manager.existsBy(Collection, { userId, id }))) throw notFound();
      return id;
    }
    const found = await manager.findOneBy(Collection, { userId, isDefault: 1 });
    if (found) return found.id;
    const taken = await manager.existsBy(Collection, { userId, name: DEFAULT_NAME });
    const name = taken ? `${DEFAULT_NAME} (default)` : DEFAULT_NAME;
    return (await this.insert(manager, owner, name, null, 1)).id;
  }

  private async insert(
    manager: EntityManager,
    { userId }: Owner,
    name: string,
    description: string | null,
    isDefault: number,
  ): Promise<Collection> {
    const now = this.clock.iso();
    const collection = { userId, id: newId(), name, description, isDefault, createdAt: now, updatedAt: now };
    await manager.insert(Collection, collection);
    return collection;
  }

  private async refuseTaken(manager: EntityManager, { userId }: Owner, name: string): Promise<void> {
    if (await manager.existsBy(Collection, { userId, name })) {
      throw new AppError('conflict', 'There is a collection of that name already.');
    }
  }
}
