/** The chat model the application gets: decides which adapter answers, and says so. It must not know how either works. */
import type { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { ChatEvent } from './chat-event.js';
import { ChatModel, type ModelStatus } from './chat-model.js';
import type { ChatRequest } from './chat-request.js';
import type { ModelInfo, ModelProfile, UpstreamStatus } from './model-info.js';
import { UpstreamError } from './upstream-error.js';

/** Model servers that can be asked whether they are there. */
export interface ProbedChatModel extends ChatModel {
  /** Throws `UpstreamError` if none answers within `timeoutMs`. */
  probe(timeoutMs: number): Promise<void>;
  /** Whether a server for that model was there when it was last spoken to. */
  reaches(model?: string): boolean;
  /** Some server was not there. */
  readonly isMissingSome: boolean;
  close(): Promise<void>;
}

export interface RouterParts {
  provider: 'auto' | 'openai' | 'extractive';
  remote: ProbedChatModel;
  local: ChatModel;
  clock: Clock;
  logger: Pick<Logger, 'log' | 'warn'>;
}

const PROBE_TIMEOUT_MS = 1500;
const RECHECK_MS = 15_000;

export class ModelRouter extends ChatModel {
  /** Undefined until the first check. */
  private remoteAnswers?: boolean;
  private checking?: Promise<void>;
  private readonly closing = new AbortController();
  private watching = false;

  constructor(private readonly parts: RouterParts) {
    super();
  }

  /** Decides and says which adapter answers; takes at most a second and a half. */
  async start(): Promise<void> {
    if (this.parts.provider === 'extractive') return this.parts.logger.log(this.parts.local.status().detail);
    await this.check();
  }

  /** An answer failed: when the server is gone, find out before the next turn does. */
  onFault(error: UpstreamError): void {
    if (error.code === 'upstream_unavailable' && error.fault !== 'circuit_open') void this.check();
  }

  stream(request: ChatRequest, signal: AbortSignal): AsyncIterable<ChatEvent> {
    return this.answering(request.model).stream(request, signal);
  }

  listModels(signal?: AbortSignal): Promise<ModelInfo[]> {
    return this.usesRemote ? this.parts.remote.listModels(signal) : this.parts.local.listModels();
  }

  status(model?: string): ModelStatus {
    return this.answering(model).status(model);
  }

  profile(model?: string): ModelProfile {
    return this.answering(model).profile(model);
  }

  upstreams(): UpstreamStatus[] {
    return this.parts.provider === 'extractive' ? [] : this.parts.remote.upstreams();
  }

  async close(): Promise<void> {
    this.closing.abort(new Error('shutting down'));
    await this.parts.remote.close();
  }

  private get usesRemote(): boolean {
    return this.parts.provider === 'auto' ? this.remoteAnswers === true : this.parts.provider === 'openai';
  }

  /** With `auto`, a model whose servers are all away is stood in for, as a server that is away is. */
  private answering(model?: string): ChatModel {
    const { provider, remote, local } = this.parts;
    if (!this.usesRemote) return local;
    return provider === 'openai' || remote.reaches(model) ? remote : local;
  }

  /** Asks the servers once, however many want to know, and says so when that changes who answers. */
  private check(): Promise<void> {
    this.checking ??= this.ask().finally(() => (this.checking = undefined));
    return this.checking;
  }

  private async ask(): Promise<void> {
    const answers = await this.probe();
    if (this.closing.signal.aborted) return;
    if (answers !== this.remoteAnswers) this.say(answers);
    this.remoteAnswers = answers;
    if (!answers || this.parts.remote.isMissingSome) this.watch();
  }

  private async probe(): Promise<boolean> {
    try {
      await this.parts.remote.probe(PROBE_TIMEOUT_MS);
      return true;
    } catch (error) {
      if (error instanceof UpstreamError) return false;
      throw error;
    }
  }

  /** Asks again every 15 s until all servers answer. */
  private watch(): void {
    if (this.watching) return;
    this.watching = true;
    const { clock, logger } = this.parts;
    const signal = this.closing.signal;
    const rounds = async () => {
      while (!this.remoteAnswers || this.parts.remote.isMissingSome) {
        await clock.sleep(RECHECK_MS, signal);
        await this.check();
      }
    };
    rounds()
      .catch((error: unknown) => {
        if (!signal.aborted) logger.warn(`The model server is no longer watched: ${String(error)}`);
      })
      .finally(() => (this.watching = false));
  }

  private say(answers: boolean): void {
    const { provider, remote, local, logger } = this.parts;
    if (answers) return logger.log(`${remote.status().detail} Model: ${remote.status().model ?? 'its own default'}.`);
    const instead = provider === 'auto' ? local.status().detail : 'Answers will fail until it is back.';
    logger.warn(`${remote.status().detail} ${instead}`);
  }
}
