/** The connection to one OpenAI-compatible server: its pool of sockets, its address and the key. Everything sent to it goes through here. */
import type { Readable } from 'node:stream';
import { type Dispatcher, Pool } from 'undici';
import { UpstreamError } from '../upstream-error.js';
import { OneTimeBody } from './one-time-body.js';
import type { Pace } from './pace.js';
import { pacedConnector } from './paced-connector.js';
import { type ServerAddress, parseServerAddress } from './server-address.js';
import { socketFault, statusFault } from './wire-fault.js';

export interface ModelServerOptions {
  baseUrl: string;
  /** Empty: none is sent. */
  apiKey: string;
  connectTimeoutMs: number;
  pace: Pace;
}

const MAX_JSON_BYTES = 4 * 1024 * 1024;

export class ModelServer {
  readonly address: ServerAddress;
  private readonly pool: Pool;
  private readonly headers: Record<string, string>;

  constructor(options: ModelServerOptions) {
    this.address = parseServerAddress(options.baseUrl);
    this.headers = {
      'content-type': 'application/json',
      accept: 'text/event-stream, application/json',
      'user-agent': 'rai-chat',
      ...(options.apiKey === '' ? {} : { authorization: `Bearer ${options.apiKey}` }),
    };
    // No limit on connections: one is held by each running answer. Body and header timeouts are the watchdog's.
    this.pool = new Pool(this.address.origin, {
      bodyTimeout: 0,
      headersTimeout: 0,
      connect: pacedConnector(options.pace, options.connectTimeoutMs),
    });
  }

  /** `traceparent`: the trace the request is a step of. */
  post(path: string, text: string, handler: Dispatcher.DispatchHandler, traceparent?: string): void {
    const body = new OneTimeBody(text);
    const headers: Record<string, string> = { ...this.headers, 'content-length': String(body.length) };
    if (traceparent !== undefined) headers.traceparent = traceparent;
    // Its types know no other iterables than streams.
    const sent = body as Iterable<Buffer> as unknown as Readable;
    this.pool.dispatch({ method: 'POST', path: this.path(path), headers, body: sent }, handler);
  }

  /** The JSON at `path`. Throws `UpstreamError`, also after `timeoutMs`. */
  async getJson(path: string, timeoutMs: number): Promise<unknown> {
    const { status, body } = await this.get(path, AbortSignal.timeout(timeoutMs));
    if (status < 200 || status > 299) throw statusFault(status, body);
    try {
      return JSON.parse(body) as unknown;
    } catch (cause) {
      throw new UpstreamError('malformed', { cause });
    }
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }

  private async get(path: string, signal: AbortSignal): Promise<{ status: number; body: string }> {
    try {
      const response = await this.pool.request({ method: 'GET', path: this.path(path), headers: this.headers, signal });
      const pieces: Buffer[] = [];
      let bytes = 0;
      for await (const piece of response.body) {
        pieces.push(piece as Buffer);
        bytes += (piece as Buffer).length;
        if (bytes > MAX_JSON_BYTES) throw new UpstreamError('too_large');
      }
      return { status: response.statusCode, body: Buffer.concat(pieces).toString() };
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      if (signal.aborted) throw new UpstreamError('connect_timeout', { cause: error });
      throw socketFault(error, (error as { code?: unknown }).code === 'UND_ERR_SOCKET');
    }
  }

  private path(path: string): string {
    return `${this.address.basePath}${path}${this.address.query}`;
  }
}
