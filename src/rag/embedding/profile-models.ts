/** The model and the centre of a stored profile. */
import { Injectable } from '@nestjs/common';
import { EmbeddingModel } from '../../platform/embeddings/embedding-model.js';
import type { VectorProfile } from '../../platform/search/vector-store.js';
import { ProfileTable, type StoredProfile } from './profile-table.js';

@Injectable()
export class ProfileModels {
  private readonly centres = new Map<string, VectorProfile>();

  constructor(
    private readonly model: EmbeddingModel,
    private readonly profiles: ProfileTable,
  ) {}

  /** Vectors of texts under a profile. Throws where its server answers with vectors of another length. */
  async embed(
    { apiUrl, model, dimensions }: StoredProfile,
    texts: string[],
    signal?: AbortSignal,
  ): Promise<Float32Array[]> {
    const vectors = await this.model.at({ apiUrl, model }).embed(texts, signal);
    if (vectors.some(({ length }) => length !== dimensions)) {
      throw new Error(`${model} gave vectors of ${vectors[0]?.length} values; its profile has ${dimensions}`);
    }
    return vectors;
  }

  /** What the vector store has to know of a profile. */
  async centred({ id }: StoredProfile): Promise<VectorProfile> {
    const known = this.centres.get(id) ?? { id, centre: await this.profiles.centreOf(id) };
    this.centres.set(id, known);
    return known;
  }
}
