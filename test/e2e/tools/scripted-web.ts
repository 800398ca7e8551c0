/** A small web for tests: Tavily and SearXNG as they speak, and pages, over real HTTP. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../support/call.js';

export interface WebRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body?: Json;
}

type Play = (request: WebRequest, response: ServerResponse) => void;

export class ScriptedWeb {
  readonly requests: WebRequest[] = [];
  private readonly pages = new Map<string, Play>();
  private server!: Server;

  async start(): Promise<this> {
    this.server = createServer((request, response) => void this.handle(request, response));
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What a path answers: a page, or whatever a function does. */
  page(path: string, play: string | Play, type = 'text/html; charset=utf-8'): this {
    const send: Play = (_, response) => response.writeHead(200, { 'content-type': type }).end(play);
    this.pages.set(path, typeof play === 'string' ? send : play);
    return this;
  }

  results(results: object[]): this {
    return this.page('/search', (_, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ query: 'q', results })),
    );
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, this.url);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = pieces.length ? (JSON.parse(Buffer.concat(pieces).toString()) as Json) : undefined;
    const seen = { method: request.method!, path: pathname, query: searchParams, headers: request.headers, body };
    this.requests.push(seen);
    const play = this.pages.get(pathname);
    if (play) play(seen, response);
    else response.writeHead(404).end();
  }
}
