/** The vector of a query under the live profile, within its time; without it a search goes on by words. */
import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { withDeadline } from '../../common/deadline.js';
import { EmbeddingsConfig } from '../../config/embeddings.config.js';
import type { QueryVector } from '../../platform/search/search-types.js';
import { ProfileModels } from './profile-models.js';
import { ProfileTable, type StoredProfile } from './profile-table.js';
import { trustOf, VectorQuality } from './vector-quality.js';

/** `none`: there is no live profile. `late`: there is one, but its server failed or took too long. */
export type QuerySide = QueryVector | 'none' | 'late';

/** A profile's vectors stay where they are after a switch, so a search may use the one before for a moment. */
const FRESH_MS = 1000;
const REMEMBERED = 500;
/** Faults in a row after which the server is left alone for a while. */
const MOST_FAULTS = 3;
const PAUSE_MS = 5000;
/** A server may take what it usually takes, several times, and this. */
const SLACK_MS = 150;
const TIMES = 4;

@Injectable()
export class QueryVectors {
  private readonly logger = new Logger(QueryVectors.name);
  private readonly remembered = new Map<string, Float32Array>();
  private profile?: { value?: StoredProfile; at: number };
  private faults = 0;
  private pausedUntil = 0;
  private usualMs?: number;

  constructor(
    private readonly profiles: ProfileTable,
    private readonly models: ProfileModels,
    private readonly quality: VectorQuality,
    private readonly config: EmbeddingsConfig,
    private readonly clock: Clock,
  ) {}

  /** The next search looks for the live profile anew. */
  forgetProfile(): void {
    this.profile = undefined;
  }

  /** `most`: milliseconds its caller can wait, where that is less than is configured. */
  async of(userId: string, query: string, signal?: AbortSignal, most = Infinity): Promise<QuerySide> {
    const profile = await this.live();
    if (!profile) return 'none';
    const values = this.recall(profile, query) ?? (await this.ask(profile, query, most, signal));
    if (!values) return 'late';
    const quality = await this.quality.of(userId, profile.id);
    return { profile: profile.id, values, trust: quality ? trustOf(quality) : 0 };
  }

  private async live(): Promise<StoredProfile | undefined> {
    if (this.config.apiUrl === '') return undefined;
    if (!this.profile || this.clock.now() - this.profile.at > FRESH_MS) {
      this.profile = { value: await this.profiles.live(), at: this.clock.now() };
    }
    return this.profile.value;
  }

  private recall({ id }: StoredProfile, query: string): Float32Array | undefined {
    return this.remembered.get(`${id} ${query}`);
  }

  private async ask(
    profile: StoredProfile,
    query: string,
    within: number,
    signal?: AbortSignal,
  ): Promise<Float32Array | undefined> {
    if (this.clock.now() < this.pausedUntil) return undefined;
    const started = performance.now();
    const most = Math.min(within, this.config.queryTimeoutMs);
    const allowed = this.usualMs === undefined ? most : Math.min(most, SLACK_MS + TIMES * this.usualMs);
    try {
      const found = await withDeadline(allowed, signal, (inner) => this.models.embed(profile, [query], inner));
      if (found === 'late') throw new Error(`no vector within ${Math.round(allowed)} ms`);
      this.faults = 0;
      const took = performance.now() - started;
      this.usualMs = this.usualMs === undefined ? took : 0.8 * this.usualMs + 0.2 * took;
      this.keep(`${profile.id} ${query}`, found[0]!);
      return found[0];
    } catch (error) {
      signal?.throwIfAborted();
      this.failed(error);
      return undefined;
    }
  }

  private failed(error: unknown): void {
    this.logger.warn({ err: error }, 'a query could not be embedded');
    if (this.usualMs !== undefined) this.usualMs = 2 * this.usualMs + SLACK_MS;
    if (++this.faults < MOST_FAULTS) return;
    this.faults = 0;
    this.pausedUntil = this.clock.now() + PAUSE_MS;
  }

  private keep(key: string, vector: Float32Array): void {
    if (this.remembered.size >= REMEMBERED) this.remembered.delete(this.remembered.keys().next().value!);
    this.remembered.set(key, vector);
  }
}
