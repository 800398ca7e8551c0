/** The model and the centre of a stored profile. */
import { Injectable, Logger } from '@nestjs/common';
import { EmbeddingModel } from '../../platform/embeddings/embedding-model.js';
import { UpstreamError } from '../../platform/llm/upstream-error.js';
import type { VectorProfile } from '../../platform/search/vector-store.js';
import { BACKGROUND_TEXTS } from './background-texts.js';
import { ProfileTable, type StoredProfile } from './profile-table.js';

const REFUSED = new Set([400, 413, 422]);

/** Refused, or answered with something that is no vector, as some models do for some texts. */
const mayBeTheText = (error: unknown): boolean =>
  error instanceof UpstreamError && (error.fault === 'malformed' || REFUSED.has(error.upstreamStatus ?? 0));

@Injectable()
export class ProfileModels {
  private readonly logger = new Logger(ProfileModels.name);
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

  /**
   * The same of texts that are there to be found. One that the server never takes gets zeros, by which nothing finds it:
   * all others of the account, and the profile, would wait for it for ever.
   */
  async embedAll(profile: StoredProfile, texts: string[], signal?: AbortSignal): Promise<Float32Array[]> {
    try {
      return await this.embed(profile, texts, signal);
    } catch (error) {
      if (!mayBeTheText(error)) throw error;
      if (texts.length > 1) {
        const half = texts.length >> 1;
        const first = await this.embedAll(profile, texts.slice(0, half), signal);
        return [...first, ...(await this.embedAll(profile, texts.slice(half), signal))];
      }
      return this.judged(profile, texts, signal);
    }
  }

  /** Where the server does not even take what it has taken before, or takes the text now, that is not to blame. */
  private async judged(profile: StoredProfile, text: string[], signal?: AbortSignal): Promise<Float32Array[]> {
    await this.embed(profile, [BACKGROUND_TEXTS[0]!], signal);
    try {
      return await this.embed(profile, text, signal);
    } catch (error) {
      if (!mayBeTheText(error)) throw error;
      this.logger.warn({ err: error, model: profile.model }, 'a text cannot be embedded; it is found by words only');
      return [new Float32Array(profile.dimensions)];
    }
  }

  /** What the vector store has to know of a profile. */
  async centred({ id }: StoredProfile): Promise<VectorProfile> {
    const known = this.centres.get(id) ?? { id, centre: await this.profiles.centreOf(id) };
    this.centres.set(id, known);
    return known;
  }
}
