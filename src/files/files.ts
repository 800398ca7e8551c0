/**
 * The files of an account: rows here, bytes in the FileStore, once for each content. Rows and bytes of one owner change
 * under one lock, bytes come before their row and go after it, so the quota is exact and no row loses its bytes. It must
 * not know what the files are for.
 */
import type { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AppError, notFound } from '../common/app-error.js';
import { Clock } from '../common/clock.js';
import { isId, newId } from '../common/ids.js';
import type { Owner } from '../common/owner.js';
import { LimitsConfig } from '../config/limits.config.js';
import { AccountLimits } from '../http/limits/account-limits.js';
import { decodeIdCursor } from '../http/id-cursor.js';
import { type Page, toPage } from '../http/pagination.js';
import { Database } from '../platform/database/database.js';
import { lockOwner } from '../platform/database/lock-owner.js';
import { writeAlone } from '../platform/database/write-alone.js';
import { FileStore } from '../platform/files/file-store.js';
import { sniffType } from '../platform/files/sniff-type.js';
import { cleanFileName } from './file-name.js';
import { StoredFile } from './stored-file.entity.js';
import type { Upload } from './upload.interceptor.js';

const TOPIC = 'files';

@Injectable()
export class Files {
  private readonly logger = new Logger(Files.name);

  constructor(
    private readonly database: Database,
    private readonly store: FileStore,
    private readonly clock: Clock,
    private readonly limits: LimitsConfig,
    private readonly accounts: AccountLimits,
  ) {}

  /** Keeps an upload, under an id of the caller's where given. Inside `Database.write` it joins that transaction. Throws `quota_exceeded`. */
  async add(owner: Owner, { name: claimed, received }: Upload, id = newId()): Promise<StoredFile> {
    const { sha256, bytes, head } = received;
    const name = cleanFileName(claimed);
    const { mime } = await sniffType(head, head.length === bytes, name);
    const file = { userId: owner.userId, id, name, mime, bytes, sha256, createdAt: this.clock.iso() };
    await writeAlone(this.database, owner, TOPIC, async (manager) => {
      const used = await manager.sum(StoredFile, 'bytes', { userId: owner.userId });
      // A job may have brought it, of a source for instance.
      const own = await this.accounts.current(owner.userId);
      const quota = own?.file_quota_bytes ?? this.limits.fileQuotaBytes;
      if (Number(used ?? 0) + bytes > quota) throw new AppError('quota_exceeded');
      await manager.insert(StoredFile, file);
      // Last, and before the commit: a row never waits for its bytes; bytes without a row are swept.
      await received.keep(owner.userId);
    });
    return file;
  }

  /** Newest first. */
  async list(owner: Owner, limit: number, cursor?: string): Promise<Page<StoredFile>> {
    const before = decodeIdCursor(cursor);
    const query = this.database.reader
      .createQueryBuilder(StoredFile, 'file')
      .where('file.userId = :userId', owner)
      .orderBy('file.id', 'DESC')
      .limit(limit + 1);
    if (before !== undefined) query.andWhere('file.id < :before', { before });
    return toPage(await query.getMany(), limit, ({ id }) => [id]);
  }

  async get(owner: Owner, id: string): Promise<StoredFile> {
    if (!isId(id)) throw notFound();
    const file = await this.database.reader.findOneBy(StoredFile, { userId: owner.userId, id });
    if (!file) throw notFound();
    return file;
  }

  /** Whether it is there. Inside `Database.write` it joins that transaction. */
  has({ userId }: Owner, id: string): Promise<boolean> {
    return this.database.write((manager) => manager.existsBy(StoredFile, { userId, id }));
  }

  async open(owner: Owner, id: string): Promise<{ file: StoredFile; content: Readable }> {
    const file = await this.get(owner, id);
    return { file, content: await this.store.open(owner.userId, file.sha256) };
  }

  /** Throws `not_found` unless every file is there and the owner's. */
  async check(userId: string, fileIds: readonly string[]): Promise<void> {
    for (const id of fileIds) await this.get({ userId }, id);
  }

  /** Inside `Database.write` it joins that transaction. The bytes go after the last row that has them. */
  async remove(owner: Owner, id: string): Promise<void> {
    if (!isId(id) || !(await this.forget(owner, id))) throw notFound();
  }

  /** The same for a file that may be gone already: then false. */
  async forget(owner: Owner, id: string): Promise<boolean> {
    return writeAlone(this.database, owner, TOPIC, async (manager) => {
      const file = await manager.findOneBy(StoredFile, { userId: owner.userId, id });
      if (!file) return false;
      await manager.delete(StoredFile, { userId: owner.userId, id });
      // Bytes do not come back with a row that is rolled back.
      this.database.afterCommit(() => this.dropLeft(owner, file.sha256));
      return true;
    });
  }

  /** Removes bytes no row has any more and that were last kept before `keptBefore` (milliseconds since the epoch). */
  async sweep(keptBefore: number, userId?: string): Promise<number> {
    let swept = 0;
    for await (const { owner, sha256, since } of this.store.list(userId)) {
      if (since > keptBefore) continue;
      const used = await this.database.rows('SELECT 1 FROM files WHERE user_id = ? AND sha256 = ? LIMIT 1', [
        owner,
        sha256,
      ]);
      if (used.length) continue;
      await writeAlone(this.database, { userId: owner }, TOPIC, async (manager) => {
        await this.dropUnused(manager, { userId: owner }, sha256);
      });
      swept++;
    }
    if (swept) this.logger.log({ swept }, 'removed stored bytes that no file refers to');
    return swept;
  }

  /** After the row has gone. Where the store is away, or the process dies before, the sweep takes them. */
  private async dropLeft(owner: Owner, sha256: string): Promise<void> {
    try {
      await this.database.write(async (manager) => {
        await lockOwner(manager, owner, TOPIC);
        await this.dropUnused(manager, owner, sha256);
      });
    } catch (error) {
      this.logger.warn({ err: error }, 'the bytes of a deleted file are still stored; the sweep will remove them');
    }
  }

  private async dropUnused(manager: EntityManager, { userId }: Owner, sha256: string): Promise<void> {
    if (!(await manager.existsBy(StoredFile, { userId, sha256 }))) await this.store.delete(userId, sha256);
  }
}
