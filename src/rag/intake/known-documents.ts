/** Which documents of a batch the account has already: by external id, or by content where there is none. */
import { type EntityManager, type FindOptionsWhere, In, Raw } from 'typeorm';
import type { Owner } from '../../common/owner.js';
import { Document } from '../document.entity.js';
import type { IncomingDocument } from './incoming-document.js';

export class KnownDocuments {
  private readonly byExternalId = new Map<string, Document>();
  private readonly byContent = new Map<string, Document>();

  /** Inside the transaction that will write the batch. */
  static async read(manager: EntityManager, { userId }: Owner, batch: readonly IncomingDocument[]) {
    const known = new KnownDocuments();
    const externalIds = batch.flatMap(({ externalId }) => externalId ?? []);
    const hashes = batch.flatMap(({ externalId, sha256 }) => (externalId === undefined ? [sha256] : []));
    if (externalIds.length) {
      for (const document of await manager.findBy(Document, { userId, externalId: In(externalIds) }))
        known.add(document);
    }
    if (hashes.length) {
      for (const document of await manager.findBy(Document, withContent(userId, hashes))) known.add(document);
    }
    return known;
  }

  add(document: Document): void {
    const { externalId, collectionId, sha256, title, titleGiven, sourceUrl } = document;
    if (externalId !== null) this.byExternalId.set(externalId, document);
    else {
      const given = titleGiven === 1 ? title : undefined;
      this.byContent.set(contentKey(collectionId, sha256 ?? '', given, sourceUrl !== null), document);
    }
  }

  /** Without an external id, the same bytes under the same title in the same collection are the same document. */
  find({ externalId, sha256, title, sourceUrl }: IncomingDocument, collectionId: string): Document | undefined {
    if (externalId !== undefined) return this.byExternalId.get(externalId);
    return this.byContent.get(contentKey(collectionId, sha256, title, sourceUrl !== undefined));
  }
}

/**
 * Documents without an external id that have one of these contents. An expression, not the column: asked whether that is
 * null, SQLite takes the unique index of external ids, believes to find one row there, and reads all of the account.
 */
export function withContent(userId: string, hashes: readonly string[]): FindOptionsWhere<Document> {
  return { userId, sha256: In(hashes), externalId: Raw((column) => `(${column} || '') IS NULL`) };
}

/** The same content: a page has the hash of its address, as the text of that address has. */
export function isSameContent(document: Document, { sha256, sourceUrl }: IncomingDocument): boolean {
  return document.sha256 === sha256 && (document.sourceUrl === null) === (sourceUrl === undefined);
}

function contentKey(collectionId: string, sha256: string, title: string | undefined, isPage: boolean): string {
  return JSON.stringify([collectionId, sha256, title ?? null, isPage]);
}
