/**
 * What the files that came with a question give to its prompt: the text of whatever can be read, and images as they are.
 * It must not know turns, prompts or models.
 */
import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { attachmentText, cutText, type FileText, unreadable } from '../../files/attachment-text.js';
import { Files } from '../../files/files.js';
import { Extractor } from '../extract/extractor.js';

/** UTF-16 units of one attachment that are read: more would not fit a prompt. */
const ATTACHMENT_TEXT = 200_000;
/** Bytes of one image, the least that model servers are known to take. */
const IMAGE_BYTES = 5 * 1024 * 1024;
/** What all of them take, as the OpenAI API reference lists it. */
const IMAGES = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif']);
/** Read by a process of its own, as documents are. A Word document may look like any other zip in its beginning. */
const PARSED = new Set([
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'application/zip',
  'text/html',
  'message/rfc822',
]);

/** A file as a prompt can take it: text, and for an image its `data:` URL beside a line that names it. */
export interface AttachedFile extends FileText {
  imageUrl?: string;
}

interface KeptFile {
  id: string;
  name: string;
  mime: string;
  bytes: number;
}

export interface ReadOptions {
  /** Whether there is somebody to look at images; else they are named only. */
  images: boolean;
  signal: AbortSignal;
}

@Injectable()
export class AttachedFiles {
  constructor(
    private readonly files: Files,
    private readonly extractor: Extractor,
  ) {}

  /**
   * One file of the account. What cannot be read is not an error: the text then says why. Throws `not_found` for an id
   * that is absent or somebody else's, or the signal's reason.
   */
  async read(userId: string, fileId: string, options: ReadOptions): Promise<AttachedFile> {
    const owner = { userId };
    const file = await this.files.get(owner, fileId);
    if (IMAGES.has(file.mime)) return this.image(userId, file, options.images);
    if (PARSED.has(file.mime)) return this.parsed(userId, file, options.signal);
    const { content } = await this.files.open(owner, fileId);
    return attachmentText(file, content, ATTACHMENT_TEXT);
  }

  private async image(userId: string, file: KeptFile, seen: boolean): Promise<AttachedFile> {
    const { id, name, mime, bytes } = file;
    if (!seen) return unreadable(file, `The attached image "${name}" is not shown: this model takes text only.`);
    if (bytes > IMAGE_BYTES) {
      const most = IMAGE_BYTES / 1024 / 1024;
      return unreadable(file, `The attached image "${name}" is not shown: it is larger than ${most} MB.`);
    }
    const { content } = await this.files.open({ userId }, id);
    const imageUrl = `data:${mime};base64,${(await buffer(content)).toString('base64')}`;
    return { id, name, mime, text: '[shown as an image]', readable: true, truncated: false, imageUrl };
  }

  private async parsed(userId: string, file: KeptFile, signal: AbortSignal): Promise<AttachedFile> {
    const { id, name, mime } = file;
    const load = async () => buffer((await this.files.open({ userId }, id)).content);
    try {
      const { text } = await this.extractor.extract(load, { name }, signal, 'turn');
      const truncated = text.length > ATTACHMENT_TEXT;
      return { id, name, mime, text: truncated ? cutText(text, ATTACHMENT_TEXT) : text, readable: true, truncated };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError) || error.code === 'not_found') throw error;
      return unreadable(file, `The attached file "${name}" (${mime}) cannot be read: ${error.message}`);
    }
  }
}
