/** One attempt: a request and its response, from the socket's events to the reader. It must not know retries. */
import type { Dispatcher } from 'undici';
import { UpstreamError } from '../upstream-error.js';
import type { AnswerReader } from './answer-reader.js';
import { ResponseBody } from './response-body.js';
import { retryAfterSeconds, socketFault, statusFault } from './wire-fault.js';

/** Bytes of an error body that are looked at. */
const MAX_ERROR_BODY = 16 * 1024;
/** After the end marker the server may close its response within this time and keep the connection for the next turn. */
const LINGER_MS = 1000;

type Headers = Record<string, string | string[] | undefined>;

export interface ExchangeWatch {
  connected(): void;
}

/** An undici dispatch handler: a third cheaper a token than reading `response.body`, which is a Node stream. */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Body of an error response, for telling what a server objects to. */
  errorBody = '';
  private controller?: Dispatcher.DispatchController;
  private body?: ResponseBody;
  private status = 0;
  private headers: Headers = {};
  private settled = false;
  private dead = false;
  private linger?: NodeJS.Timeout;
  private ending?: NodeJS.Immediate;
  /** Resolves when the answer is complete, rejects with `UpstreamError` or what `fail` was given. */
  readonly finished: Promise<void>;
  private resolve!: () => void;
  private reject!: (error: unknown) => void;

  constructor(
    private readonly reader: AnswerReader,
    private readonly watch: ExchangeWatch,
  ) {
    this.finished = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** Ends it from outside, closing the connection at once. */
  fail(error: unknown): void {
    const timedOut = error instanceof UpstreamError;
    if (timedOut && this.status >= 400) this.settle(this.refusal());
    else if (timedOut && this.reader.complete) this.settle();
    else this.settle(error);
    this.close();
  }

  pause(): void {
    this.controller?.pause();
  }

  resume(): void {
    this.controller?.resume();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.dead) return this.close();
    this.watch.connected();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    if (status < 300) this.body = new ResponseBody(this.reader);
    else if (status < 400) {
      this.settle(statusFault(status, ''));
      this.close();
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.settled) return;
    if (!this.body) return this.readErrorBody(chunk);
    try {
      this.body.push(chunk);
      if (this.reader.done) this.finishEarly();
    } catch (error) {
      this.settle(error);
      this.close();
    }
  }

  onResponseEnd(): void {
    clearTimeout(this.linger);
    if (this.settled) return;
    try {
      this.body?.end();
      this.settle(this.body ? undefined : this.refusal());
    } catch (error) {
      this.settle(error);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    clearTimeout(this.linger);
    if (this.status >= 400) this.settle(this.refusal());
    else this.settle(this.reader.complete ? undefined : socketFault(error, this.controller !== undefined));
  }

  /**
   * The answer does not wait for the server to close its side. Where the end comes in the same read, it is let through
   * first, so that the connection is free for the next answer.
   */
  private finishEarly(): void {
    if (this.ending) return;
    this.ending = setImmediate(() => this.settle());
    this.linger = setTimeout(() => this.close(), LINGER_MS).unref();
  }

  private readErrorBody(chunk: Buffer): void {
    this.errorBody += chunk.toString();
    if (this.errorBody.length <= MAX_ERROR_BODY) return;
    this.settle(this.refusal());
    this.close();
  }

  private refusal(): UpstreamError {
    const retryAfter = retryAfterSeconds(this.headers['retry-after'], Date.now());
    return statusFault(this.status, this.errorBody, retryAfter);
  }

  private settle(error?: unknown): void {
    if (this.settled) return;
    this.settled = true;
    if (error === undefined) this.resolve();
    else this.reject(error);
  }

  private close(): void {
    this.dead = true;
    this.controller?.abort(new Error('the exchange is over'));
  }
}
