/** A model server for tests: OpenAI-compatible, over real HTTP, doing what a script says. It must not know the application. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Script } from './script.js';
import { ScriptedAnswer } from './scripted-answer.js';
import { scriptedEmbedding } from './scripted-embedding.js';

/** A request as the server saw it. */
export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  /** The parsed JSON body; undefined for GET. */
  body?: ChatBody;
  /** Tells connections apart. */
  clientPort?: number;
}

export interface ChatBody {
  model: string;
  messages: { role: string; content: unknown; name?: string; tool_calls?: unknown; tool_call_id?: string }[];
  stream?: boolean;
  stream_options?: { include_usage?: boolean };
  temperature?: number;
  max_tokens?: number;
  tools?: unknown[];
  input?: string | string[];
  dimensions?: number;
  encoding_format?: string;
}

export type ScriptSource = Script | ((body: ChatBody, nth: number) => Script);

export class ScriptedModel {
  /** Everything asked so far; `chats` are the completions among them. */
  readonly requests: SeenRequest[] = [];
  /** What `GET /models` lists; null answers 404, a number that status. */
  models: string[] | number | null = ['scripted'];
  /** The rows themselves, where a test needs more than names. */
  listed?: object[];
  modelsDelayMs = 0;
  /** Answers 400 to `stream_options`, as old servers do. */
  refusesUsageOption = false;
  embeddingDimensions = 64;
  private script: ScriptSource = {};
  private readonly byModel = new Map<string, ScriptSource>();
  private readonly faultsPlayed = new Map<Script, number>();
  private readonly sockets = new Set<Socket>();
  private server?: Server;
  /** How often each model is answering. */
  private readonly open = new Map<string, number>();
  private port = 0;

  /** Listens on `port`, or on a free one. */
  async start(port = 0): Promise<this> {
    const server = createServer(
      { keepAliveTimeout: 60_000 },
      (request, response) => void this.handle(request, response),
    );
    server.on('connection', (socket) => {
      socket.setNoDelay(true);
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
      socket.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Cuts every connection and stops listening: further connections are refused. `start(port)` brings it back. */
  async close(): Promise<void> {
    const server = this.server;
    if (!server) return;
    this.server = undefined;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** Base URL without a path. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Chat answers whose connection is open right now. */
  get openStreams(): number {
    return [...this.open.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Those of one model: titles may be written by another meanwhile. */
  openStreamsOf(model: string): number {
    return this.open.get(model) ?? 0;
  }

  get chats(): SeenRequest[] {
    return this.requests.filter((request) => request.path.endsWith('/chat/completions'));
  }

  /** What every chat gets from now on, unless its model has a script of its own. */
  play(script: ScriptSource): this {
    this.script = script;
    return this;
  }

  /** What chats with this model name get: tests that share a server steer it through the request. */
  playFor(model: string, script: ScriptSource): this {
    this.byModel.set(model, script);
    return this;
  }

  /** Resolves once `condition` holds; rejects after `ms`. */
  async until(condition: () => boolean, ms = 5000): Promise<void> {
    const deadline = Date.now() + ms;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error('the scripted model waited in vain');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0]!;
    const { method = '', headers, socket } = request;
    const seen: SeenRequest = { method, path, headers, clientPort: socket.remotePort };
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    if (pieces.length > 0) seen.body = JSON.parse(Buffer.concat(pieces).toString()) as ChatBody;
    this.requests.push(seen);
    if (path.endsWith('/models')) return this.listModels(response);
    if (path.endsWith('/embeddings') && seen.body) return this.embed(seen.body, response);
    if (path.endsWith('/chat/completions') && seen.body) return this.chat(seen.body, response);
    sendJson(response, 404, { error: { message: `no route ${path}` } });
  }

  private async listModels(response: ServerResponse): Promise<void> {
    if (this.modelsDelayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.modelsDelayMs));
    if (this.models === null) return sendJson(response, 404, { error: { message: 'no such route' } });
    if (typeof this.models === 'number') return sendJson(response, this.models, { error: { message: 'scripted' } });
    const data = this.listed ?? this.models.map((id) => ({ id, object: 'model', created: 1, owned_by: 'scripted' }));
    sendJson(response, 200, { object: 'list', data });
  }

  private embed(body: ChatBody, response: ServerResponse): void {
    const inputs = typeof body.input === 'string' ? [body.input] : (body.input ?? []);
    const dimensions = body.dimensions ?? this.embeddingDimensions;
    const data = inputs.map((text, index) => {
      const vector = scriptedEmbedding(text, dimensions);
      const base64 = () => Buffer.from(new Float32Array(vector).buffer).toString('base64');
      return { object: 'embedding', index, embedding: body.encoding_format === 'base64' ? base64() : vector };
    });
    sendJson(response, 200, { object: 'list', model: body.model, data, usage: { prompt_tokens: 1, total_tokens: 1 } });
  }

  private async chat(body: ChatBody, response: ServerResponse): Promise<void> {
    if (this.refusesUsageOption && body.stream_options) {
      return sendJson(response, 400, { error: { message: 'Unrecognized request argument supplied: stream_options' } });
    }
    this.open.set(body.model, this.openStreamsOf(body.model) + 1);
    response.once('close', () => this.open.set(body.model, this.openStreamsOf(body.model) - 1));
    const source = this.byModel.get(body.model) ?? this.script;
    const script = typeof source === 'function' ? source(body, this.chats.length) : source;
    const played = body.stream === true ? script : { ...script, json: true };
    const wantsUsage = body.stream_options?.include_usage === true;
    const model = script.model ?? body.model;
    await new ScriptedAnswer(played, this.faultOf(script), response, model, wantsUsage).play();
  }

  private faultOf(script: Script): Script['fault'] {
    const played = this.faultsPlayed.get(script) ?? 0;
    if (!script.fault || played >= (script.faultTimes ?? Infinity)) return undefined;
    this.faultsPlayed.set(script, played + 1);
    return script.fault;
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
