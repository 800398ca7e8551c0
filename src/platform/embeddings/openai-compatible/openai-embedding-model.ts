/** The adapter to any server that speaks the OpenAI embeddings protocol. It must not know which one is behind the URL. */
import type { Clock } from '../../../common/clock.js';
import { wellFormed } from '../../../common/well-formed.js';
import { UpstreamError } from '../../llm/upstream-error.js';
import {
  EmbeddingModel,
  type EmbeddingPlace,
  type EmbeddingProfile,
  type EmbeddingStatus,
} from '../embedding-model.js';
import { batchesOf } from './batches.js';
import { EmbeddingServer } from './embedding-server.js';
import { readVectors } from './read-vectors.js';
import { retried } from './retry.js';
import { REFUSES_ENCODING } from './server-fault.js';

export interface OpenAiEmbeddingOptions extends EmbeddingPlace {
  apiKey: string;
  /** Of one request. */
  timeoutMs: number;
}

export interface EmbeddingDependencies {
  clock: Clock;
  /** [0, 1), for jitter. */
  random?: () => number;
}

/** Requests under way at once for one call. */
const PARALLEL = 2;
/** A text that is refused is too long for the model; so short it is refused for another reason. */
const SHORTEST_CUT = 200;
const REFUSED = new Set([400, 413, 422]);

export class OpenAiEmbeddingModel extends EmbeddingModel {
  private readonly server: EmbeddingServer;
  private readonly others: OpenAiEmbeddingModel[] = [];
  private modelName: string;
  private encoding: 'base64' | 'float' = 'base64';
  private reachable?: boolean;

  constructor(
    private readonly options: OpenAiEmbeddingOptions,
    private readonly dependencies: EmbeddingDependencies,
  ) {
    super();
    this.server = new EmbeddingServer(options);
    this.modelName = options.model;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    const batches = batchesOf(texts);
    const vectors: Float32Array[][] = [];
    let next = 0;
    const work = async () => {
      while (next < batches.length) {
        const place = next++;
        vectors[place] = await this.embedBatch(batches[place]!, signal);
      }
    };
    await Promise.all(Array.from({ length: Math.min(PARALLEL, batches.length) }, work));
    return vectors.flat();
  }

  async profile(signal?: AbortSignal): Promise<EmbeddingProfile> {
    // Asked each time: another model may have taken its place.
    if (this.options.model === '') this.modelName = await this.listed(signal);
    const [vector] = await this.embed(['dimensions'], signal);
    return { apiUrl: this.options.apiUrl, model: await this.model(signal), dimensions: vector!.length };
  }

  status(): EmbeddingStatus {
    const ready = this.reachable ?? false;
    const state = ready ? 'answers' : this.reachable === undefined ? 'has not been asked yet' : 'cannot be used';
    return { configured: true, ready, detail: `The embeddings server at ${this.server.origin} ${state}.` };
  }

  at(place: EmbeddingPlace): EmbeddingModel {
    if (place.apiUrl === this.options.apiUrl && (place.model === this.modelName || place.model === '')) return this;
    const known = this.others.find(({ options }) => options.apiUrl === place.apiUrl && options.model === place.model);
    if (known) return known;
    // The key belongs to the server it was given for, and is shown to no other.
    const isSameServer = new URL(place.apiUrl).origin === this.server.origin;
    const options = { ...this.options, ...place, apiKey: isSameServer ? this.options.apiKey : '' };
    const other = new OpenAiEmbeddingModel(options, this.dependencies);
    this.others.push(other);
    return other;
  }

  async close(): Promise<void> {
    await Promise.all([this.server.close(), ...this.others.map((other) => other.close())]);
  }

  /** Where a server refuses a batch, one text of it is to blame; where it refuses a text, its beginning may do. */
  private async embedBatch(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    try {
      return await this.ask(texts, signal);
    } catch (error) {
      if (!(error instanceof UpstreamError) || !REFUSED.has(error.upstreamStatus ?? 0)) throw error;
      if (this.encoding === 'base64' && String(error.cause).includes(REFUSES_ENCODING)) {
        this.encoding = 'float';
        return this.embedBatch(texts, signal);
      }
      if (texts.length > 1) {
        const half = texts.length >> 1;
        const first = await this.embedBatch(texts.slice(0, half), signal);
        return [...first, ...(await this.embedBatch(texts.slice(half), signal))];
      }
      const [text = ''] = texts;
      if (text.length < 2 * SHORTEST_CUT) throw error;
      return this.embedBatch([wellFormed(text.slice(0, text.length >> 1))], signal);
    }
  }

  private async ask(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    try {
      const model = await this.model(signal);
      const body = { model, input: texts.map(wellFormed), encoding_format: this.encoding };
      const request = () => this.server.request('POST', '/embeddings', body, signal);
      const { clock, random = Math.random } = this.dependencies;
      const vectors = readVectors(await retried(request, { clock, random, signal }), texts.length);
      this.reachable = true;
      return vectors;
    } catch (error) {
      if (error instanceof UpstreamError) this.reachable = false;
      throw error;
    }
  }

  private async model(signal?: AbortSignal): Promise<string> {
    if (this.modelName === '') this.modelName = await this.listed(signal);
    return this.modelName;
  }

  /**
   * The one used so far while it is listed; else the first whose name says that it embeds, else the first. Servers that
   * list none mostly serve one.
   */
  private async listed(signal?: AbortSignal): Promise<string> {
    const body = (await this.server.request('GET', '/models', undefined, signal)) as { data?: unknown };
    const ids = Array.isArray(body?.data) ? body.data.map((row: unknown) => (row as { id?: unknown } | null)?.id) : [];
    const names = ids.filter((id): id is string => typeof id === 'string' && id !== '');
    if (names.includes(this.modelName)) return this.modelName;
    return names.find((name) => /embed|e5|bge|gte|minilm/i.test(name)) ?? names[0] ?? 'default';
  }
}
