/** What a document's new chunks need of the vectors' tables, in the transaction that makes them live. */
import { Injectable } from '@nestjs/common';
import type { Statement } from '../../platform/database/statement.js';
import { VectorStore } from '../../platform/search/vector-store.js';
import { embeddedText } from './embedded-text.js';
import { haveVectors, needVectors } from './pending-vectors.js';
import { ProfileModels } from './profile-models.js';
import { ProfileTable } from './profile-table.js';
import { contentHash, VectorCache } from './vector-cache.js';

export interface NewDocument {
  id: string;
  /** That is about to become live. */
  generation: number;
  /** Empty where it was made from the text. */
  title: string;
  chunks: readonly { id: string; heading: string | null; text: string }[];
}

@Injectable()
export class KnownVectors {
  constructor(
    private readonly profiles: ProfileTable,
    private readonly models: ProfileModels,
    private readonly cache: VectorCache,
    private readonly vectors: VectorStore,
  ) {}

  /**
   * Lists the documents as lacking vectors; of those whose every chunk was embedded before, under the live profile, the
   * vectors come along. To be run after the statements that make the documents live.
   */
  async statements(userId: string, documents: readonly NewDocument[]): Promise<Statement[]> {
    const listed = needVectors(
      userId,
      documents.map(({ id }) => id),
    );
    const profile = await this.profiles.live();
    if (!profile || documents.length === 0) return listed;
    const hashed = documents.map(({ id, generation, title, chunks }) => ({
      id,
      generation,
      chunks: chunks.map((chunk) => ({ id: chunk.id, hash: contentHash(embeddedText({ ...chunk, title })) })),
    }));
    const hashes = hashed.flatMap(({ chunks }) => chunks.map(({ hash }) => hash));
    const known = await this.cache.get({ userId, profileId: profile.id }, hashes);
    const complete = known.size ? hashed.filter(({ chunks }) => chunks.every(({ hash }) => known.has(hash))) : [];
    if (complete.length === 0) return listed;
    const rows = complete.flatMap(({ chunks }) => chunks.map(({ id, hash }) => ({ id, vector: known.get(hash)! })));
    return [
      ...listed,
      ...this.vectors.add(userId, 'documents', await this.models.centred(profile), rows),
      ...haveVectors(userId, profile.id, complete),
    ];
  }
}
