/** Whether the files and collections that a request names are there. */
import { Injectable } from '@nestjs/common';
import { Files } from '../../files/files.js';
import { Collections } from '../../rag/collections/collections.js';
import type { TurnOptions } from './turn-options.js';

@Injectable()
export class NamedSources {
  constructor(
    private readonly files: Files,
    private readonly collections: Collections,
  ) {}

  /** What a request names is there; what a conversation named may be gone since. */
  async check(userId: string, { attachments, documents }: TurnOptions): Promise<void> {
    if (attachments?.length) await this.files.check(userId, attachments);
    if (Array.isArray(documents)) await this.collections.check({ userId }, documents);
  }
}
