/**
 * An embeddings and rerank server over real HTTP that knows what a few words mean and what belongs to it, as models do,
 * and can be slow, wrong, gone, or as stupid as a bag of letters.
 */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Lettered, letteredEmbedding } from '../../support/scripted-model/lettered-embedding.js';
import { scriptedEmbedding } from '../../support/scripted-model/scripted-embedding.js';

const SAME: Record<string, string> = {
  automobile: 'car',
  vehicle: 'car',
  physician: 'doctor',
  feline: 'cat',
  vessel: 'ship',
  dwelling: 'house',
  purchased: 'bought',
};
/** What is spoken of together with something. */
const BELONGS: Record<string, string> = {
  engine: 'car',
  wheels: 'car',
  patients: 'doctor',
  clinic: 'doctor',
  whiskers: 'cat',
  paws: 'cat',
  sails: 'ship',
  anchor: 'ship',
  roof: 'house',
  chimney: 'house',
  wick: 'lamp',
  glow: 'lamp',
  strings: 'violin',
  bow: 'violin',
  ice: 'glacier',
  crevasse: 'glacier',
  apples: 'orchard',
  blossom: 'orchard',
  ink: 'printer',
  paper: 'printer',
};
/** What a text is about says more than how it is told. */
const SUBJECTS = new Set([...Object.values(SAME), ...Object.values(BELONGS)]);
const SILENT = new Set([
  'the',
  'a',
  'an',
  'of',
  'in',
  'on',
  'and',
  'was',
  'is',
  'to',
  'at',
  'by',
  'for',
  'with',
  'who',
]);

interface Body {
  model: string;
  input: string[];
  query?: string;
  documents?: string[];
}

export class MeaningServer {
  /** Texts embedded so far, by model. */
  readonly embedded = new Map<string, number>();
  /** Times it was asked to rerank. */
  reranked = 0;
  delayMs = 0;
  /** Of requests with more than one text. */
  batchDelayMs = 0;
  /** Texts it answers with 400, whatever comes with them. */
  refuses?: RegExp;
  /** Texts of which it makes something that is no number. */
  spoils?: RegExp;
  /** Before each word of every text: another model, under the same name. */
  accent = '';
  /** Set: knows letters or nothing, instead of meaning. */
  knowsOnly?: Lettered;
  private server?: Server;
  private port = 0;
  private readonly sockets = new Set<Socket>();

  async start(): Promise<this> {
    this.server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        if (request.url?.endsWith('/rerank')) this.reranked++;
        const body = JSON.parse(Buffer.concat(pieces).toString() || '{}') as Body;
        const pause = this.delayMs + ((body.input?.length ?? 0) > 1 ? this.batchDelayMs : 0);
        setTimeout(() => this.answer(request.url ?? '', body, response), pause).unref();
      });
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Refuses connections until it is started again, on the same port. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private answer(url: string, body: Body, response: ServerResponse): void {
    response.setHeader('content-type', 'application/json');
    if (url.endsWith('/rerank')) {
      // The shortest document is the most relevant one.
      const results = (body.documents ?? []).map((text, index) => ({ index, relevance_score: 1 / text.length }));
      return void response.end(JSON.stringify({ results }));
    }
    if (body.input.some((text) => this.refuses?.test(text))) return void response.writeHead(400).end('{}');
    const dimensions = body.model === 'large' ? 1536 : 1024;
    this.embedded.set(body.model, (this.embedded.get(body.model) ?? 0) + body.input.length);
    const data = body.input.map((text, index) => ({ index, embedding: this.vectorOf(text, dimensions) }));
    response.end(JSON.stringify({ data }));
  }

  private vectorOf(text: string, dimensions: number): (number | string)[] {
    if (this.spoils?.test(text)) return Array.from({ length: dimensions }, () => 'NaN');
    if (this.knowsOnly) return letteredEmbedding(this.knowsOnly, text, dimensions);
    const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
    const meant = words
      .filter((word) => !SILENT.has(word))
      .map((word) => SAME[word] ?? word)
      .flatMap((word) => {
        const subject = BELONGS[word] ?? (SUBJECTS.has(word) ? word : undefined);
        return subject ? [word, subject, subject] : [word];
      });
    return scriptedEmbedding(meant.map((word) => this.accent + word).join(' '), dimensions);
  }
}
