/** Whether the files and collections are there that a request names, or a conversation for the questions to come. */
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Files } from '../../files/files.js';
import { Collections } from '../../rag/collections/collections.js';
import { Sessions } from '../../session/sessions.js';
import type { TurnOptions } from './turn-options.js';

@Injectable()
export class NamedSources implements OnModuleInit {
  constructor(
    private readonly files: Files,
    private readonly collections: Collections,
    private readonly sessions: Sessions,
  ) {}

  onModuleInit(): void {
    this.sessions.checkNames((owner, { collection_ids: ids }) => this.collections.check(owner, ids ?? []));
  }

  /** What a request names is there; what a conversation named may be gone since. */
  async check(userId: string, { attachments, documents }: TurnOptions): Promise<void> {
    if (attachments?.length) await this.files.check(userId, attachments);
    if (Array.isArray(documents)) await this.collections.check({ userId }, documents);
  }
}
