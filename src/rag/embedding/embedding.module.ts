/** Vectors of documents: made, kept up to date, asked. It must not know how a search ranks. */
import { Module } from '@nestjs/common';
import { EmbeddingsModule } from '../../platform/embeddings/embeddings.module.js';
import { SearchModule } from '../../platform/search/search.module.js';
import { ChunksAlive } from './chunks-alive.js';
import { EmbeddingReports } from './embedding-report.js';
import { EmbeddingRollback } from './embedding-rollback.js';
import { EmbeddingUpkeep } from './embedding-upkeep.js';
import { EmbeddingsController } from './embeddings.controller.js';
import { KnownVectors } from './known-vectors.js';
import { ModelCheck } from './model-check.js';
import { OpenWrites } from './open-writes.js';
import { PendingVectors } from './pending-vectors.js';
import { ProfileModels } from './profile-models.js';
import { ProfileSetup } from './profile-setup.js';
import { ProfileTable } from './profile-table.js';
import { QueryVectors } from './query-vectors.js';
import { Reranking } from './reranking.js';
import { VectorCache } from './vector-cache.js';
import { VectorFill } from './vector-fill.js';
import { VectorPurge } from './vector-purge.js';
import { VectorQuality } from './vector-quality.js';

@Module({
  imports: [EmbeddingsModule, SearchModule],
  controllers: [EmbeddingsController],
  providers: [
    ChunksAlive,
    EmbeddingReports,
    EmbeddingRollback,
    EmbeddingUpkeep,
    KnownVectors,
    ModelCheck,
    OpenWrites,
    PendingVectors,
    ProfileModels,
    ProfileSetup,
    ProfileTable,
    QueryVectors,
    Reranking,
    VectorCache,
    VectorFill,
    VectorPurge,
    VectorQuality,
  ],
  exports: [KnownVectors, QueryVectors, Reranking, VectorPurge],
})
export class EmbeddingModule {}
