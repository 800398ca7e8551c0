/** Reads the text of documents that wait to be indexed: stored with the request, or in a file. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { Owner } from '../../common/owner.js';
import { Files } from '../../files/files.js';
import { Database } from '../../platform/database/database.js';
import { decodeText } from '../../platform/files/decode-text.js';
import { TEXT_PARTS } from '../documents/stored-text.js';
import type { PendingDocument } from './pending-document.js';

export interface SourceText {
  text: string;
  /** Whether the text is stored already, as that of the next generation. */
  isStored: boolean;
}

@Injectable()
export class DocumentSource {
  constructor(
    private readonly database: Database,
    private readonly files: Files,
  ) {}

  /** Throws an AppError that says why the document can never be read. */
  async textOf(owner: Owner, document: PendingDocument): Promise<SourceText> {
    const parts = await this.database.rows<{ text: string }>(TEXT_PARTS, [
      owner.userId,
      document.id,
      document.next_generation,
    ]);
    if (parts.length || document.file_id === null)
      return { text: parts.map(({ text }) => text).join(''), isStored: true };
    return { text: decodeText(await this.bytesOf(owner, document.file_id)), isStored: false };
  }

  private async bytesOf(owner: Owner, fileId: string): Promise<Buffer> {
    try {
      const { content } = await this.files.open(owner, fileId);
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk as Uint8Array);
      return Buffer.concat(chunks);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
      throw new AppError('parse_failed', 'The file of this document was deleted before it was read.', { cause: error });
    }
  }
}
