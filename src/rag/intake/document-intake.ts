/**
 * Accepts documents: rows, texts and the job that will index them, in one transaction. Recognises what was sent before,
 * and lets go of the files of what it replaces. It must not know how documents are read or cut.
 */
import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import type { Owner } from '../../common/owner.js';
import { Files } from '../../files/files.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { Collections } from '../collections/collections.js';
import { changeDocuments } from '../documents/change-documents.js';
import { insertTexts, type TextKey } from '../documents/stored-text.js';
import { Document } from '../document.entity.js';
import { DocumentRoom } from './document-room.js';
import { insertDocuments, replaceDocument } from './document-statements.js';
import { type IncomingDocument, titleFrom } from './incoming-document.js';
import { isSameContent, KnownDocuments } from './known-documents.js';

export interface Accepted {
  id: string;
  /** The same bytes were there already: nothing was changed. */
  existing: boolean;
  /** What it is read from; null where that is no file. */
  fileId: string | null;
  /** It replaces what waited for the same job. */
  waits: boolean;
}

@Injectable()
export class DocumentIntake {
  constructor(
    private readonly database: Database,
    private readonly collections: Collections,
    private readonly clock: Clock,
    private readonly room: DocumentRoom,
    private readonly files: Files,
  ) {}

  /**
   * In the order given. Inside `Database.write` it joins that transaction; `jobId` names the job its caller puts into
   * the queue, `also` is what else belongs into the transaction. Throws `not_found` for an unknown collection and
   * `quota_exceeded`; then nothing of it is accepted.
   */
  async accept(
    owner: Owner,
    documents: readonly IncomingDocument[],
    jobId: string,
    also?: (accepted: readonly Accepted[]) => Promise<void>,
  ): Promise<Accepted[]> {
    return changeDocuments(this.database, owner, async (manager) => {
      const targets = new Map<string | undefined, string>();
      for (const { collectionId } of documents) {
        if (targets.has(collectionId)) continue;
        targets.set(collectionId, await this.collections.resolve(manager, owner, collectionId));
      }
      const known = await KnownDocuments.read(manager, owner, documents);
      const plan = new Plan(owner, jobId, this.clock.iso());
      const accepted = documents.map((document) => plan.add(document, targets.get(document.collectionId)!, known));
      await this.room.admit(manager, owner, plan.fresh.length);
      await this.database.batch(plan.statements());
      // Before what takes their place is kept: no quota counts both.
      for (const fileId of plan.leftFiles) await this.files.forget(owner, fileId);
      await also?.(accepted);
      return accepted;
    });
  }
}

/** What is to be written for one batch. */
class Plan {
  readonly fresh: Document[] = [];
  /** Of documents that are replaced: nothing refers to them any more. */
  readonly leftFiles: string[] = [];
  private readonly replaced: Statement[] = [];
  private readonly texts: { key: TextKey; text: string }[] = [];

  constructor(
    private readonly owner: Owner,
    private readonly jobId: string,
    private readonly now: string,
  ) {}

  add(incoming: IncomingDocument, collectionId: string, known: KnownDocuments): Accepted {
    const match = known.find(incoming, collectionId);
    if (match && isSameContent(match, incoming) && match.state !== 'failed') {
      return { id: match.id, existing: true, fileId: match.fileId, waits: false };
    }
    const document = this.documentOf(incoming, collectionId, match);
    known.add(document);
    if (match) this.replaced.push(replaceDocument(document));
    else this.fresh.push(document);
    if (match?.fileId && match.fileId !== document.fileId) this.leftFiles.push(match.fileId);
    this.keepText(document, incoming.text);
    return { id: document.id, existing: false, fileId: document.fileId, waits: match?.jobId === this.jobId };
  }

  statements(): Statement[] {
    return [...insertDocuments(this.fresh), ...this.replaced, ...insertTexts(this.texts)];
  }

  private keepText({ id, nextGeneration }: Document, text: string | undefined): void {
    if (text) this.texts.push({ key: { ...this.owner, documentId: id, generation: nextGeneration }, text });
  }

  private documentOf(incoming: IncomingDocument, collectionId: string, match: Document | undefined): Document {
    const { title, text = '', externalId = null, metadata = null, mime, bytes, sha256, fileId = null } = incoming;
    return {
      userId: this.owner.userId,
      id: match?.id ?? newId(),
      collectionId: incoming.collectionId === undefined && match ? match.collectionId : collectionId,
      externalId,
      title: title ?? titleFrom(text || (incoming.sourceUrl ?? '')),
      titleGiven: Number(title !== undefined),
      state: 'queued',
      code: null,
      error: null,
      mime,
      sourceUrl: incoming.sourceUrl ?? null,
      fileId,
      bytes,
      chunkCount: match?.chunkCount ?? 0,
      generation: match?.generation ?? 0,
      nextGeneration: (match?.nextGeneration ?? 0) + 1,
      jobId: this.jobId,
      sha256,
      metadata: metadata ?? match?.metadata ?? null,
      createdAt: match?.createdAt ?? this.now,
      updatedAt: this.now,
    };
  }
}
