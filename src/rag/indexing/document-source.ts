/** Reads the text of documents that wait to be indexed: stored with the request, in a file, or on a page of the web. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { Owner } from '../../common/owner.js';
import { Files } from '../../files/files.js';
import { Database } from '../../platform/database/database.js';
import type { RunningJob } from '../../platform/queue/job-queue.js';
import type { Layout } from '../chunking/blocks-in.js';
import { textParts } from '../documents/stored-text.js';
import type { PageSpan } from '../extract/extraction.js';
import { Extractor } from '../extract/extractor.js';
import { WebPages } from '../extract/web-pages.js';
import { inList } from '../../common/in-list.js';
import type { PendingDocument } from './pending-document.js';

export interface SourceText {
  text: string;
  layout: Layout;
  pages?: PageSpan[];
  /** Whether the text is stored already, as that of the next generation. */
  isStored: boolean;
  /** What reading it told about the document. */
  facts?: { mime: string; bytes: number; title?: string };
}

@Injectable()
export class DocumentSource {
  constructor(
    private readonly database: Database,
    private readonly files: Files,
    private readonly extractor: Extractor,
    private readonly pages: WebPages,
  ) {}

  /** The texts that came with the request, by document: of a whole batch, as each question is a way to the database. */
  async storedTexts({ userId }: Owner, batch: readonly PendingDocument[]): Promise<Map<string, string>> {
    const stored = batch.filter(({ source_url, file_id }) => source_url === null && file_id === null);
    const texts = new Map<string, string>();
    for (const generation of new Set(stored.map(({ next_generation }) => next_generation))) {
      const ids = stored.filter(({ next_generation }) => next_generation === generation).map(({ id }) => id);
      const { marks, values } = inList(ids);
      const parts = await this.database.rows<{ document_id: string; text: string }>(textParts(marks), [
        userId,
        ...values,
        generation,
      ]);
      for (const { document_id: id, text } of parts) texts.set(id, (texts.get(id) ?? '') + text);
    }
    return texts;
  }

  /** Throws an AppError that says why the document can never be read; anything else may pass. */
  async textOf(job: RunningJob, document: PendingDocument, stored: ReadonlyMap<string, string>): Promise<SourceText> {
    if (document.source_url !== null) return this.fromWeb(job, document.source_url);
    if (document.file_id !== null) return this.fromFile(job, document, document.file_id);
    const layout = document.mime === 'text/markdown' ? 'markdown' : 'plain';
    return { text: stored.get(document.id) ?? '', layout, isStored: true };
  }

  private async fromFile({ owner, signal }: RunningJob, { bytes }: PendingDocument, id: string): Promise<SourceText> {
    const { name } = await this.file(owner, id);
    const { mime, ...extraction } = await this.extractor.extract(() => this.bytesOf(owner, id), { name }, signal);
    return { ...extraction, isStored: false, facts: { mime, bytes } };
  }

  private async fromWeb(job: RunningJob, url: string): Promise<SourceText> {
    const { hint, body } = await this.pages.fetch(url, job);
    const load = () => Promise.resolve(new Uint8Array(body));
    const { mime, title, ...extraction } = await this.extractor.extract(load, hint, job.signal);
    return { ...extraction, isStored: false, facts: { mime, title, bytes: body.length } };
  }

  private async file(owner: Owner, id: string) {
    try {
      return await this.files.get(owner, id);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
      throw new AppError('parse_failed', 'The file of this document was deleted before it was read.', { cause: error });
    }
  }

  private async bytesOf(owner: Owner, id: string): Promise<Uint8Array> {
    const { content } = await this.files.open(owner, id);
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk as Uint8Array);
    const all = Buffer.concat(chunks);
    // A small Buffer is a window on memory shared with others, which cannot be moved to another thread.
    return all.byteLength === all.buffer.byteLength ? all : new Uint8Array(all);
  }
}
