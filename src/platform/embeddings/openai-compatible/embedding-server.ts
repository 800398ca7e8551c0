/** Requests to one OpenAI-compatible server: sockets, address, key, time limit, faults. It must not know vectors. */
import { Pool } from 'undici';
import { UpstreamError } from '../../llm/upstream-error.js';
import { serverFault, socketFault } from './server-fault.js';

export interface EmbeddingServerOptions {
  /** `/v1` is added when it has no path. */
  apiUrl: string;
  /** Empty: none is sent. */
  apiKey: string;
  /** Of one request, connecting included. */
  timeoutMs: number;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

export class EmbeddingServer {
  readonly origin: string;
  private readonly basePath: string;
  private readonly query: string;
  private readonly pool: Pool;
  private readonly headers: Record<string, string>;

  constructor(private readonly options: EmbeddingServerOptions) {
    const url = new URL(options.apiUrl);
    this.origin = url.origin;
    this.basePath = url.pathname.replace(/\/+$/, '') || '/v1';
    this.query = url.search;
    this.headers = {
      'content-type': 'application/json',
      'user-agent': 'rai-chat',
      ...(options.apiKey && { authorization: `Bearer ${options.apiKey}` }),
    };
    this.pool = new Pool(this.origin, { connect: { timeout: options.timeoutMs }, connections: 16 });
  }

  /** The JSON that is answered. Throws `UpstreamError`, or the signal's reason. */
  async request(method: 'GET' | 'POST', path: string, body?: unknown, signal?: AbortSignal): Promise<unknown> {
    const timeout = AbortSignal.timeout(this.options.timeoutMs);
    const text = await this.exchange(
      {
        method,
        path: `${this.basePath}${path}${this.query}`,
        headers: this.headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      },
      { outer: signal, timeout },
    );
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      throw new UpstreamError('malformed', { cause, message: 'The embeddings server did not answer with JSON.' });
    }
  }

  close(): Promise<void> {
    return this.pool.destroy();
  }

  private async exchange(
    request: Parameters<Pool['request']>[0],
    { outer, timeout }: { outer?: AbortSignal; timeout: AbortSignal },
  ): Promise<string> {
    try {
      const response = await this.pool.request(request);
      const pieces: Buffer[] = [];
      let bytes = 0;
      for await (const piece of response.body) {
        pieces.push(piece as Buffer);
        bytes += (piece as Buffer).length;
        if (bytes > MAX_BODY_BYTES) throw new UpstreamError('too_large');
      }
      const text = Buffer.concat(pieces).toString();
      if (response.statusCode < 200 || response.statusCode > 299) {
        throw serverFault(response.statusCode, text, response.headers['retry-after']);
      }
      return text;
    } catch (error) {
      if (error instanceof UpstreamError) throw error;
      outer?.throwIfAborted();
      if (timeout.aborted) {
        throw new UpstreamError('total_timeout', { cause: error, message: 'The embeddings server took too long.' });
      }
      throw socketFault(error);
    }
  }
}
