/** Provides the embedding model and the reranker. It must not know what is embedded, or why. */
import { Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { EmbeddingsConfig } from '../../config/embeddings.config.js';
import { EmbeddingModel } from './embedding-model.js';
import { HttpReranker } from './http-reranker.js';
import { NoEmbeddingModel } from './no-embedding-model.js';
import { NoReranker } from './no-reranker.js';
import { OpenAiEmbeddingModel } from './openai-compatible/openai-embedding-model.js';
import { Reranker } from './reranker.js';

@Injectable()
class ConnectionCloser implements OnApplicationShutdown {
  constructor(
    private readonly model: EmbeddingModel,
    private readonly reranker: Reranker,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.model.close(), this.reranker.close()]);
  }
}

@Module({
  providers: [
    { provide: EmbeddingModel, inject: [EmbeddingsConfig, Clock], useFactory: createModel },
    { provide: Reranker, inject: [EmbeddingsConfig], useFactory: createReranker },
    ConnectionCloser,
  ],
  exports: [EmbeddingModel, Reranker],
})
export class EmbeddingsModule {}

function createModel(config: EmbeddingsConfig, clock: Clock): EmbeddingModel {
  return config.apiUrl ? new OpenAiEmbeddingModel(config, { clock }) : new NoEmbeddingModel();
}

function createReranker({ rerank }: EmbeddingsConfig): Reranker {
  return rerank.apiUrl ? new HttpReranker(rerank) : new NoReranker();
}
