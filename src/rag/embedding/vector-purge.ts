/** Forgets what vectors tell of deleted documents. */
import { Injectable } from '@nestjs/common';
import { VectorStore } from '../../platform/search/vector-store.js';
import { ChunksAlive } from './chunks-alive.js';
import { VectorCache } from './vector-cache.js';

@Injectable()
export class VectorPurge {
  constructor(
    private readonly vectors: VectorStore,
    private readonly chunks: ChunksAlive,
    private readonly cache: VectorCache,
  ) {}

  /** Nothing of a chunk that is gone is left afterwards. */
  async run(userId: string): Promise<void> {
    await this.cache.forget(userId);
    await this.vectors.purge(userId, 'documents', this.chunks.of(userId));
  }
}
