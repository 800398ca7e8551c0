/** One model server as a whole: its connection, its circuit, what it lists, and how it fared. It must not know the others. */
import type { Clock } from '../../../common/clock.js';
import type { ModelProfile, UpstreamHealth, UpstreamStatus } from '../model-info.js';
import { UpstreamError } from '../upstream-error.js';
import type { AnswerContext } from './answer-context.js';
import type { ModelCall } from './call-meter.js';
import { CircuitBreaker } from './circuit-breaker.js';
import type { ListedModel } from './listed-model.js';
import { ModelList } from './model-list.js';
import { ModelNotes } from './model-notes.js';
import { ModelServer } from './model-server.js';
import type { Pace } from './pace.js';
import { unlessAborted } from './unless-aborted.js';
import type { WatchdogLimits } from './watchdog.js';

export interface UpstreamOptions {
  name: string;
  url: string;
  /** Empty: none. */
  key: string;
  /** Empty: what it lists. */
  models: readonly string[];
  /** Shared by all, and read anew for each answer. */
  limits: WatchdogLimits;
  pace: Pace;
}

export interface UpstreamDependencies {
  clock: Clock;
  /** [0, 1), for jitter. */
  random?(): number;
  onFault?(error: UpstreamError): void;
  onCall?(call: ModelCall): void;
}

/** How long an answer waits to learn which model to ask for. */
const MODEL_LOOKUP_MS = 2000;
/** Where a server lists no models it mostly serves one and does not read the name. */
const UNNAMED_MODEL = 'default';
/** Listed beside chat models, but cannot chat. */
const NOT_FOR_CHAT = /embed|rerank|whisper|tts/i;

export class Upstream {
  readonly name: string;
  readonly context: AnswerContext;
  /** Whether it answered when it was last spoken to; undefined before that. */
  reachable?: boolean;
  private readonly server: ModelServer;
  private readonly list: ModelList;

  constructor(
    private readonly options: UpstreamOptions,
    { clock, random = Math.random, onFault, onCall }: UpstreamDependencies,
  ) {
    const { name, url, key, limits, pace } = options;
    this.name = name;
    this.server = new ModelServer({ baseUrl: url, apiKey: key, connectTimeoutMs: limits.connectTimeoutMs, pace });
    this.list = new ModelList(this.server, clock);
    this.context = {
      name,
      server: this.server,
      pace,
      limits,
      clock,
      breaker: new CircuitBreaker(clock),
      toolNotes: new ModelNotes(clock),
      imageNotes: new ModelNotes(clock),
      random,
      defaultModel: (signal) => this.defaultModel(signal),
      wantsUsage: true,
      onCall,
      onFault: (error) => {
        if (error.code === 'upstream_unavailable') this.reachable = false;
        onFault?.(error);
      },
    };
  }

  /** For people who run this server; never for clients. */
  get origin(): string {
    return this.server.address.origin;
  }

  get health(): UpstreamHealth {
    const until = this.context.breaker.openTo;
    if (until !== undefined) return { state: 'open', until };
    return { state: this.reachable === false ? 'unreachable' : 'ok' };
  }

  status(): UpstreamStatus {
    return { name: this.name, health: this.health };
  }

  /** Whether it is known to serve that model. */
  serves(model: string): boolean {
    return this.options.models.length ? this.options.models.includes(model) : this.list.find(model) !== undefined;
  }

  /** What the server says of a model, and what requests have shown. */
  learned(model: string): Partial<ModelProfile> {
    const tools = this.context.toolNotes.takes(model);
    const vision = this.context.imageNotes.takes(model);
    const listed = this.list.find(model)?.learned ?? {};
    if (tools === undefined && vision === undefined) return listed;
    return { ...listed, tools: tools ?? listed.tools, vision: vision ?? listed.vision };
  }

  /** The model it answers with where none is asked for, as far as that is known. */
  get knownDefault(): string | undefined {
    const { models } = this.options;
    if (models.length) return models[0];
    const known = this.list.known;
    return (known?.find((model) => !NOT_FOR_CHAT.test(model.id)) ?? known?.[0])?.id;
  }

  /** Its models; those listed last where it cannot be asked now. Throws `UpstreamError` where none were ever listed. */
  async models(signal?: AbortSignal): Promise<ListedModel[]> {
    const { models } = this.options;
    if (models.length) return models.map((id) => this.list.find(id) ?? { id, learned: {} });
    try {
      return await this.list.get(signal);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      if (error.code === 'upstream_unavailable') this.reachable = false;
      if (!this.list.known) throw error;
      return this.list.known;
    }
  }

  /** Asks whether the server is there; throws `UpstreamError` if not. A refusal (401, 404 …) is an answer too. */
  async probe(timeoutMs: number): Promise<void> {
    try {
      await this.list.refresh(timeoutMs);
    } catch (error) {
      this.reachable = error instanceof UpstreamError && (error.upstreamStatus ?? 500) < 500;
      if (!this.reachable) throw error;
    }
    this.reachable = true;
    this.context.breaker.close();
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private async defaultModel(signal: AbortSignal): Promise<string> {
    const known = this.knownDefault;
    if (known !== undefined) return known;
    try {
      await unlessAborted(
        this.list.refresh(Math.min(MODEL_LOOKUP_MS, this.options.limits.firstTokenTimeoutMs)),
        signal,
      );
    } catch (error) {
      // The request itself will meet the same fault, with its own retries and its own error.
      if (!(error instanceof UpstreamError)) throw error;
    }
    return this.knownDefault ?? UNNAMED_MODEL;
  }
}
