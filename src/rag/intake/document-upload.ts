/** One document from one request: its fields, its text or file, and the job that indexes it. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { newId } from '../../common/ids.js';
import type { Owner } from '../../common/owner.js';
import { cleanFileName } from '../../files/file-name.js';
import { Files } from '../../files/files.js';
import type { Upload } from '../../files/upload.interceptor.js';
import { Database } from '../../platform/database/database.js';
import type { Statement } from '../../platform/database/statement.js';
import { hashBody, Idempotency, type IdempotentRequest } from '../../platform/database/idempotency.js';
import { sniffType } from '../../platform/files/sniff-type.js';
import { SafeFetch } from '../../platform/outbound/safe-fetch.js';
import type { CreateDocumentDto } from '../documents/document.dto.js';
import { changeDocuments } from '../documents/change-documents.js';
import { formatOf } from '../extract/format-of.js';
import { IndexingJobs } from '../indexing/indexing-jobs.js';
import { checkMetadata } from './check-metadata.js';
import { type Accepted, DocumentIntake } from './document-intake.js';
import { type IncomingDocument, incomingPage, incomingText } from './incoming-document.js';

@Injectable()
export class DocumentUpload {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly intake: DocumentIntake,
    private readonly jobs: IndexingJobs,
    private readonly files: Files,
    private readonly outbound: SafeFetch,
  ) {}

  /** Throws a typed error for what is no document; what is one but cannot be read ends as failed. */
  async add(owner: Owner, fields: CreateDocumentDto, upload?: Upload, key?: IdempotentRequest): Promise<Accepted> {
    if (fields.metadata) checkMetadata(fields.metadata);
    const incoming = upload ? await fromFile(fields, upload) : this.fromFields(fields);
    const request = key && withFile(key, upload);
    return this.idempotency.once<Accepted>(owner, request, (record) =>
      changeDocuments(this.database, owner, () => this.accept(owner, incoming, upload, record)),
    );
  }

  private async accept(
    owner: Owner,
    incoming: IncomingDocument,
    upload: Upload | undefined,
    record: (accepted: Accepted) => Statement[],
  ): Promise<Accepted> {
    const jobId = newId();
    const fileId = upload && newId();
    const also = async ([accepted]: readonly Accepted[]) => {
      if (!accepted!.existing) await this.jobs.enqueue(owner, jobId, 1);
      if (upload) await this.keepFile(owner, upload, accepted!);
      await this.database.batch(record(accepted!));
    };
    const [accepted] = await this.intake.accept(owner, [{ ...incoming, fileId }], jobId, also);
    return accepted!;
  }

  /** The file of a document that is there already may have been deleted by itself: it comes back. */
  private async keepFile(owner: Owner, upload: Upload, { existing, fileId }: Accepted): Promise<void> {
    if (fileId === null || (existing && (await this.files.has(owner, fileId)))) return;
    await this.files.add(owner, upload, fileId);
  }

  private fromFields(fields: CreateDocumentDto): IncomingDocument {
    const { text, url } = fields;
    if (text !== undefined && url !== undefined) throw invalid('url', 'send either a text or a URL');
    if (url !== undefined) {
      this.outbound.check(url);
      return incomingPage(fields, url);
    }
    if (text === undefined) throw invalid('text', 'send a text, a URL, or a file as multipart/form-data');
    return incomingText({ ...fields, text });
  }
}

async function fromFile(fields: CreateDocumentDto, { name, received }: Upload): Promise<IncomingDocument> {
  if (fields.text !== undefined) throw invalid('text', 'send either a file or a text');
  if (fields.url !== undefined) throw invalid('url', 'send either a file or a URL');
  const { head, bytes, sha256 } = received;
  const clean = cleanFileName(name);
  const sniffed = await sniffType(head, head.length === bytes, clean);
  const { mime } = sniffed;
  if (!formatOf(sniffed, head))
    throw new AppError('unsupported_file_type', `Files of the kind ${mime} cannot be read.`);
  const title = fields.title ?? clean.replace(/(?<=.)\.[a-z0-9]{1,10}$/i, '');
  const { external_id: externalId, collection_id: collectionId, metadata } = fields;
  return { title, externalId, collectionId, metadata, mime, bytes, sha256 };
}

/** The body that counts includes the file, which is not among the fields. */
function withFile(request: IdempotentRequest, upload: Upload | undefined): IdempotentRequest {
  if (!upload) return request;
  return { ...request, bodyHash: hashBody([request.bodyHash, upload.name, upload.received.sha256]) };
}

function invalid(field: string, message: string): AppError {
  return new AppError('validation_failed', undefined, { details: [{ field, message }] });
}
