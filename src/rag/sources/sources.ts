/** What administrators have watched: listed, changed, given up. It must not know how it is looked at. */
import { Injectable } from '@nestjs/common';
import { LessThan } from 'typeorm';
import { AppError, notFound } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { isId, newId } from '../../common/ids.js';
import type { Owner } from '../../common/owner.js';
import { SourcesConfig } from '../../config/sources.config.js';
import { decodeIdCursor } from '../../http/id-cursor.js';
import { type Page, toPage } from '../../http/pagination.js';
import { Database } from '../../platform/database/database.js';
import { SafeFetch } from '../../platform/outbound/safe-fetch.js';
import { Collections } from '../collections/collections.js';
import { changeDocuments } from '../documents/change-documents.js';
import type { CreateSourceDto, UpdateSourceDto } from './source.dto.js';
import { Source } from './source.entity.js';
import { SourceDocuments } from './source-documents.js';
import { SourceSchedule } from './source-schedule.js';
import { folderUnder } from './watched-folder.js';

@Injectable()
export class Sources {
  constructor(
    private readonly database: Database,
    private readonly collections: Collections,
    private readonly documents: SourceDocuments,
    private readonly schedule: SourceSchedule,
    private readonly outbound: SafeFetch,
    private readonly clock: Clock,
    private readonly config: SourcesConfig,
  ) {}

  /** It is looked at at once. Throws `validation_failed`, `outbound_blocked`, and `not_found` for the collection. */
  async create(owner: Owner, dto: CreateSourceDto): Promise<{ source: Source; jobId: string }> {
    const { kind, location } = await this.placeOf(dto);
    if (dto.collection_id !== undefined) await this.collections.check(owner, [dto.collection_id]);
    const now = this.clock.iso();
    const source: Source = {
      userId: owner.userId,
      id: newId(),
      kind,
      location,
      collectionId: dto.collection_id ?? null,
      intervalSeconds: dto.interval_seconds,
      paused: 0,
      etag: null,
      lastModified: null,
      sha256: null,
      code: null,
      error: null,
      checkedAt: null,
      changedAt: null,
      nextCheckAt: this.clock.iso(dto.interval_seconds * 1000),
      createdAt: now,
      updatedAt: now,
    };
    const jobId = await this.database.write(async (manager) => {
      await manager.insert(Source, source);
      return this.schedule.now(source);
    });
    return { source, jobId };
  }

  /** Newest first. */
  async list({ userId }: Owner, limit: number, cursor?: string): Promise<Page<Source>> {
    const before = decodeIdCursor(cursor);
    const rows = await this.database.reader.find(Source, {
      where: { userId, ...(before === undefined ? {} : { id: LessThan(before) }) },
      order: { id: 'DESC' },
      take: limit + 1,
    });
    return toPage(rows, limit, ({ id }) => [id]);
  }

  async get({ userId }: Owner, id: string): Promise<Source> {
    const source = isId(id) ? await this.database.reader.findOneBy(Source, { userId, id }) : null;
    if (!source) throw notFound();
    return source;
  }

  async update(owner: Owner, id: string, { interval_seconds, paused }: UpdateSourceDto): Promise<Source> {
    const source = await this.get(owner, id);
    const intervalSeconds = interval_seconds ?? source.intervalSeconds;
    const change = {
      intervalSeconds,
      paused: Number(paused ?? source.paused),
      nextCheckAt: this.clock.iso(intervalSeconds * 1000),
      updatedAt: this.clock.iso(),
    };
    await this.database.write(async (manager) => {
      const { affected } = await manager.update(Source, { userId: owner.userId, id }, change);
      if (!affected) throw notFound();
    });
    return this.get(owner, id);
  }

  /** Gives the id of the job that looks at it now. */
  async refresh(owner: Owner, id: string): Promise<string> {
    return this.schedule.now(await this.get(owner, id));
  }

  /** Its documents go before it: where that is interrupted it is still there to be given up again. */
  async remove(owner: Owner, id: string): Promise<void> {
    const source = await this.get(owner, id);
    await this.documents.removeAll(source);
    await changeDocuments(this.database, owner, (manager) => manager.delete(Source, { userId: owner.userId, id }));
    // What a look brought in meanwhile; from here on none can.
    await this.documents.removeAll(source);
  }

  private async placeOf({ url, folder }: CreateSourceDto): Promise<Pick<Source, 'kind' | 'location'>> {
    if ((url === undefined) === (folder === undefined)) {
      const details = [{ field: 'url', message: 'give either a url or a folder' }];
      throw new AppError('validation_failed', undefined, { details });
    }
    if (folder !== undefined) return { kind: 'folder', location: await folderUnder(this.config.root, folder) };
    this.outbound.check(url!);
    return { kind: 'url', location: new URL(url!).href };
  }
}
