/** Forgets what vectors tell of deleted documents. */
import { Injectable } from '@nestjs/common';
import { VectorBlocks } from './vector-blocks.js';
import { VectorCache } from './vector-cache.js';

@Injectable()
export class VectorPurge {
  constructor(
    private readonly blocks: VectorBlocks,
    private readonly cache: VectorCache,
  ) {}

  /** Nothing of a chunk that is gone is left afterwards. */
  async run(userId: string): Promise<void> {
    await this.cache.forget(userId);
    await this.blocks.purge(userId);
  }
}
