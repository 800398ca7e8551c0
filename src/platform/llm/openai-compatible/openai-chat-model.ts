/** The adapter to any server that speaks the OpenAI chat completions protocol. It must not know which one is behind the URL. */
import type { Clock } from '../../../common/clock.js';
import type { ChatEvent } from '../chat-event.js';
import { ChatModel, type ModelInfo, type ModelStatus } from '../chat-model.js';
import type { ChatRequest } from '../chat-request.js';
import { UpstreamError } from '../upstream-error.js';
import { Answer, type AnswerContext } from './answer.js';
import type { ModelCall } from './call-meter.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { ModelList } from './model-list.js';
import { ModelServer } from './model-server.js';
import { unlessAborted } from './unless-aborted.js';
import type { WatchdogLimits } from './watchdog.js';

export interface OpenAiOptions extends WatchdogLimits {
  apiUrl: string;
  /** Empty: none. */
  apiKey: string;
  /** Empty: the first one the server lists. */
  model: string;
}

export interface OpenAiDependencies {
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

export class OpenAiChatModel extends ChatModel {
  private readonly server: ModelServer;
  private readonly models: ModelList;
  private readonly context: AnswerContext;
  /** Whether it answered when it was last spoken to; undefined before that. */
  private reachable?: boolean;

  constructor(
    private readonly options: OpenAiOptions,
    dependencies: OpenAiDependencies,
  ) {
    super();
    const { clock, random = Math.random, onFault, onCall } = dependencies;
    this.server = new ModelServer({ ...options, baseUrl: options.apiUrl });
    this.models = new ModelList(this.server, clock);
    this.context = {
      server: this.server,
      limits: options,
      clock,
      breaker: new CircuitBreaker(clock),
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

  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatEvent> {
    return new Answer(this.context, request, signal).events;
  }

  listModels(signal?: AbortSignal): Promise<ModelInfo[]> {
    return this.models.get(signal);
  }

  status(): ModelStatus {
    const ready = this.reachable ?? false;
    const state = ready ? 'answers' : this.reachable === undefined ? 'has not been asked yet' : 'cannot be reached';
    const detail = `The model server at ${this.server.address.origin} ${state}.`;
    return { provider: 'openai', model: this.knownDefault(), ready, detail };
  }

  /** Asks whether the server is there; throws `UpstreamError` if not. A refusal (401, 404 …) is an answer too. */
  async probe(timeoutMs: number): Promise<void> {
    try {
      await this.models.refresh(timeoutMs);
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

  private knownDefault(): string | undefined {
    if (this.options.model !== '') return this.options.model;
    const models = this.models.known;
    return (models?.find((model) => !NOT_FOR_CHAT.test(model.id)) ?? models?.[0])?.id;
  }

  private async defaultModel(signal: AbortSignal): Promise<string> {
    const known = this.knownDefault();
    if (known !== undefined) return known;
    try {
      await unlessAborted(this.models.refresh(Math.min(MODEL_LOOKUP_MS, this.options.firstTokenTimeoutMs)), signal);
    } catch (error) {
      // The request itself will meet the same fault, with its own retries and its own error.
      if (!(error instanceof UpstreamError)) throw error;
    }
    return this.knownDefault() ?? UNNAMED_MODEL;
  }
}
