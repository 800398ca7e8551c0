/** The model and the encoder of a stored profile. */
import { Injectable } from '@nestjs/common';
import { EmbeddingModel } from '../../platform/embeddings/embedding-model.js';
import { VectorEncoder } from '../../platform/search/vectors/vector-encoder.js';
import { ProfileTable, type StoredProfile } from './profile-table.js';

@Injectable()
export class ProfileModels {
  private readonly encoders = new Map<string, VectorEncoder>();

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

  async encoderOf({ id }: StoredProfile): Promise<VectorEncoder> {
    const known = this.encoders.get(id) ?? new VectorEncoder(await this.profiles.centreOf(id));
    this.encoders.set(id, known);
    return known;
  }
}
