/**
 * Whether the model behind a profile is still the one its vectors are of: servers go on under the same address and name
 * when their model is exchanged, and vectors of two models say nothing about each other. It must not change profiles.
 */
import { Injectable } from '@nestjs/common';
import { EmbeddingModel, type EmbeddingPlace } from '../../platform/embeddings/embedding-model.js';
import { BACKGROUND_TEXTS } from './background-texts.js';
import { ProfileTable } from './profile-table.js';

const ASK_MS = 15_000;
/** Share of its length by which a mean vector may be off: by rounding, or another precision of the same model. */
const MOST_OFF = 0.3;

/**
 * unsure: it answers otherwise than it did, which a server may do for a moment; another look will tell · noisy: it
 * answers otherwise each time, so that no look tells anything.
 */
export type ModelVerdict = 'same' | 'unsure' | 'noisy' | 'other';

@Injectable()
export class ModelCheck {
  /** Mean vectors by which the last look was unsure, by profile. */
  private readonly doubts = new Map<string, Float32Array>();

  constructor(
    private readonly model: EmbeddingModel,
    private readonly profiles: ProfileTable,
  ) {}

  /** The mean vector of the background texts under the model that answers there now. */
  async centreAt(place: EmbeddingPlace): Promise<Float32Array> {
    const vectors = await this.model.at(place).embed(BACKGROUND_TEXTS, AbortSignal.timeout(ASK_MS));
    return Float32Array.from(
      vectors[0]!,
      (_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0) / vectors.length,
    );
  }

  /** `other` is said when two looks in a row agree. Throws where the server does not answer. */
  async of(profile: EmbeddingPlace & { id: string }): Promise<ModelVerdict> {
    const now = await this.centreAt(profile);
    const doubt = this.doubts.get(profile.id);
    this.doubts.delete(profile.id);
    if (isAlike(await this.profiles.centreOf(profile.id), now)) return 'same';
    if (doubt && isAlike(doubt, now)) return 'other';
    this.doubts.set(profile.id, now);
    return doubt ? 'noisy' : 'unsure';
  }
}

function isAlike(before: Float32Array, now: Float32Array): boolean {
  const off = now.map((value, i) => value - (before[i] ?? 0));
  return before.length === now.length && Math.hypot(...off) <= MOST_OFF * Math.hypot(...before);
}
