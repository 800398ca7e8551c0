/** The chat model the application gets: decides which adapter answers, and says so. It must not know how either works. */
import type { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import type { ChatEvent } from './chat-event.js';
import { ChatModel, type ModelInfo, type ModelStatus } from './chat-model.js';
import type { ChatRequest } from './chat-request.js';
import { UpstreamError } from './upstream-error.js';

/** A model server that can be asked whether it is there. */
export interface ProbedChatModel extends ChatModel {
  /** Throws `UpstreamError` if it does not answer within `timeoutMs`. */
  probe(timeoutMs: number): Promise<void>;
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
    return this.current.stream(request, signal);
  }

  listModels(signal?: AbortSignal): Promise<ModelInfo[]> {
    return this.current.listModels(signal);
  }

  status(): ModelStatus {
    return this.current.status();
  }

  async close(): Promise<void> {
    this.closing.abort(new Error('shutting down'));
    await this.parts.remote.close();
  }

  private get current(): ChatModel {
    const { provider, remote, local } = this.parts;
    if (provider === 'auto') return this.remoteAnswers ? remote : local;
    return provider === 'openai' ? remote : local;
  }

  /** Asks the server once, however many want to know, and says so when that changes who answers. */
  private check(): Promise<void> {
    this.checking ??= this.ask().finally(() => (this.checking = undefined));
    return this.checking;
  }

  private async ask(): Promise<void> {
    const answers = await this.probe();
    if (this.closing.signal.aborted) return;
    if (answers !== this.remoteAnswers) this.say(answers);
    this.remoteAnswers = answers;
    if (!answers) this.watch();
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

  /** Asks again every 15 s until the server answers. */
  private watch(): void {
    if (this.watching) return;
    this.watching = true;
    const { clock, logger } = this.parts;
    const signal = this.closing.signal;
    const rounds = async () => {
      while (!this.remoteAnswers) {
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
