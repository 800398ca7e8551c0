/** Looks at a source again: what has changed is indexed again, what has vanished is removed. */
import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { SourcesConfig } from '../../config/sources.config.js';
import { Database } from '../../platform/database/database.js';
import type { RunningJob } from '../../platform/queue/job-queue.js';
import { WebPages } from '../extract/web-pages.js';
import { Source } from './source.entity.js';
import { type SourceDocument, SourceDocuments } from './source-documents.js';
import { filesBelow, folderUnder, UnreadableFile, type WatchedFile } from './watched-folder.js';

const GONE = new Set([404, 410]);
/** A file that is no document does not keep the others from being read. */
const PASSED_OVER = new Set(['unsupported_file_type', 'payload_too_large', 'not_found']);

type Finding = Pick<Source, 'etag' | 'lastModified' | 'sha256'> & { changed: boolean };

/** One look at a folder, and what came of it so far. */
interface FolderLook {
  source: Source;
  job: RunningJob;
  /** Names of what vanished or must not be read. */
  unread: Set<string>;
  changed: boolean;
}

@Injectable()
export class SourceRefresh {
  constructor(
    private readonly database: Database,
    private readonly documents: SourceDocuments,
    private readonly pages: WebPages,
    private readonly clock: Clock,
    private readonly config: SourcesConfig,
  ) {}

  async run(job: RunningJob): Promise<void> {
    const { sourceId } = job.payload as { sourceId: string };
    const { userId } = job.owner;
    const source = await this.database.reader.findOneBy(Source, { userId, id: sourceId });
    if (!source) return;
    try {
      const finding = source.kind === 'url' ? await this.lookAtPage(source, job) : await this.lookAtFolder(source, job);
      await this.note(source, { ...finding, code: null, error: null });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await this.note(source, { changed: false, code: error.code, error: error.message });
    }
  }

  private async lookAtPage(source: Source, { signal }: RunningJob): Promise<Finding> {
    const known = (await this.documents.of(source)).get(this.documents.externalId(source, source.location));
    const isGood = known?.state === 'ready';
    const answer = await this.pages.request(source.location, isGood ? conditions(source) : {}, signal);
    const { etag, lastModified, sha256 } = source;
    if (answer.status === 304) return { etag, lastModified, sha256, changed: false };
    if (GONE.has(answer.status)) {
      if (known) await this.documents.remove(source, known.id);
      throw new AppError('fetch_failed', `The page is gone (status ${answer.status}).`);
    }
    if (answer.status > 299) throw new AppError('fetch_failed', `The page answered with status ${answer.status}.`);
    const hash = createHash('sha256').update(answer.body).digest('hex');
    const changed = !isGood || hash !== sha256;
    if (!known || known.state === 'failed') await this.documents.putPage(source);
    else if (changed) await this.documents.readAgain(source, known.id);
    const { etag: newTag = null, 'last-modified': modified = null } = answer.headers;
    return { etag: newTag, lastModified: modified, sha256: hash, changed };
  }

  private async lookAtFolder(source: Source, job: RunningJob): Promise<Finding> {
    const folder = await folderUnder(this.config.root, source.location);
    const before = await this.documents.of(source);
    const look: FolderLook = { source, job, unread: new Set(), changed: false };
    const roomless: WatchedFile[] = [];
    for await (const file of filesBelow(folder, look.unread)) {
      job.signal.throwIfAborted();
      const id = this.documents.externalId(source, file.name);
      const known = before.get(id);
      before.delete(id);
      if (known && isSame(known, file)) continue;
      if (roomless.length > 0 || !(await this.fits(look, file))) roomless.push(file);
    }
    // All else was read without a fault, so what was not there is gone.
    for (const document of before.values()) {
      if (mayBeBelow(document, look.unread)) continue;
      await this.documents.remove(source, document.id);
      look.changed = true;
    }
    // What is gone has made room, or there is none.
    for (const file of roomless) await this.take(look, file);
    const { unread, changed } = look;
    if (unread.size > 0) await job.progress({ failed: unread.size, errors: [...unread].map(toJobError) });
    return { etag: null, lastModified: null, sha256: null, changed };
  }

  /** Takes a file in, unless the account may have no more. */
  private async fits(look: FolderLook, file: WatchedFile): Promise<boolean> {
    try {
      await this.take(look, file);
      return true;
    } catch (error) {
      if (error instanceof AppError && error.code === 'quota_exceeded') return false;
      throw error;
    }
  }

  private async take(look: FolderLook, file: WatchedFile): Promise<void> {
    look.job.signal.throwIfAborted();
    try {
      if (await this.documents.putFile(look.source, file)) look.changed = true;
    } catch (error) {
      if (error instanceof UnreadableFile) return void look.unread.add(file.name);
      if (!(error instanceof AppError) || !PASSED_OVER.has(error.code)) throw error;
    }
    await look.job.progress({ done: 1 });
  }

  private async note(source: Source, { changed, ...values }: Partial<Source> & { changed: boolean }): Promise<void> {
    const now = this.clock.iso();
    const { userId, id } = source;
    await this.database.write((manager) =>
      manager.update(Source, { userId, id }, { ...values, checkedAt: now, ...(changed && { changedAt: now }) }),
    );
  }
}

function conditions({ etag, lastModified }: Source): Record<string, string> {
  return {
    ...(etag !== null && { 'if-none-match': etag }),
    ...(lastModified !== null && { 'if-modified-since': lastModified }),
  };
}

function isSame({ metadata }: SourceDocument, { modified, bytes }: WatchedFile): boolean {
  const seen = JSON.parse(metadata ?? '{}') as { modified?: string; bytes?: number };
  return seen.modified === modified && seen.bytes === bytes;
}

/** Whether a document may be of a file that was not looked at. Its name is where its owner can change it. */
function mayBeBelow({ metadata }: SourceDocument, unread: ReadonlySet<string>): boolean {
  if (unread.size === 0) return false;
  const { path } = JSON.parse(metadata ?? '{}') as { path?: unknown };
  if (typeof path !== 'string') return true;
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (unread.has(path.slice(0, end))) return true;
  }
  return false;
}

function toJobError(name: string) {
  return { line: 0, code: 'fetch_failed', error: `${name}: It vanished or must not be read.` };
}
