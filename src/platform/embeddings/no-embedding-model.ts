import { AppError } from '../../common/app-error.js';
import { EmbeddingModel, type EmbeddingProfile, type EmbeddingStatus } from './embedding-model.js';

/** Stands where no embeddings server is configured: search goes by words only. */
export class NoEmbeddingModel extends EmbeddingModel {
  embed(): Promise<Float32Array[]> {
    return Promise.reject(new AppError('embeddings_not_configured'));
  }

  profile(): Promise<EmbeddingProfile | undefined> {
    return Promise.resolve(undefined);
  }

  status(): EmbeddingStatus {
    return { configured: false, ready: false, detail: 'No embeddings server is configured.' };
  }

  at(): EmbeddingModel {
    return this;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
