import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/common/clock.js';
import type { EmbeddingModel } from '../../src/platform/embeddings/embedding-model.js';
import { HttpReranker } from '../../src/platform/embeddings/http-reranker.js';
import { NoEmbeddingModel } from '../../src/platform/embeddings/no-embedding-model.js';
import { OpenAiEmbeddingModel } from '../../src/platform/embeddings/openai-compatible/openai-embedding-model.js';
import { ScriptedModel } from '../support/scripted-model/scripted-model.js';

interface Body {
  model: string;
  input: string[];
  encoding_format?: string;
  query?: string;
  documents?: string[];
  top_n?: number;
}
type Handler = (body: Body, response: ServerResponse, request: IncomingMessage) => void;

/** A server that does to embeddings what no healthy one does. */
class OddServer {
  readonly bodies: Body[] = [];
  readonly keys: (string | undefined)[] = [];
  handler: Handler = (_body, response) => response.end('{}');
  private server?: Server;

  async start(): Promise<this> {
    this.server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(pieces).toString() || '{}') as Body;
        this.bodies.push(body);
        this.keys.push(request.headers.authorization);
        this.handler(body, response, request);
      });
    });
    await new Promise<void>((resolve) => this.server!.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server!.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }
}

const answer = (response: ServerResponse, status: number, body: unknown, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};
const vectorsFor = (texts: readonly string[]) => texts.map((text, index) => ({ index, embedding: [text.length, 1] }));

let healthy: ScriptedModel;
let odd: OddServer;
const opened: EmbeddingModel[] = [];

beforeAll(async () => {
  healthy = await new ScriptedModel().start();
  odd = await new OddServer().start();
});
afterEach(async () => {
  odd.bodies.length = odd.keys.length = 0;
  await Promise.all(opened.splice(0).map((model) => model.close()));
});
afterAll(() => Promise.all([healthy.close(), odd.close()]));

function open(apiUrl: string, options: { model?: string; timeoutMs?: number; apiKey?: string } = {}): EmbeddingModel {
  const whole = { apiUrl, model: 'm', apiKey: 'test-key', timeoutMs: 5000, ...options };
  const model = new OpenAiEmbeddingModel(whole, { clock: new SystemClock(), random: () => 0 });
  opened.push(model);
  return model;
}
const lengthOf = (vector: Float32Array) => Math.hypot(...vector);

describe('an embedding model', () => {
  it('gives a vector of length 1 for each text, in order, in batches', async () => {
    const before = healthy.requests.length;
    const texts = Array.from({ length: 150 }, (_, i) => `text number ${i}`);
    const model = open(healthy.url);
    const vectors = await model.embed(texts);
    expect(vectors).toHaveLength(150);
    for (const vector of vectors) expect(lengthOf(vector)).toBeCloseTo(1, 5);
    const [alone] = await model.embed(['text number 149']);
    expect(vectors[149]).toEqual(alone);
    expect(vectors[0]).not.toEqual(alone);
    const sizes = healthy.requests.slice(before).map(({ body }) => body?.input?.length ?? 0);
    expect(Math.max(...sizes)).toBe(64);
    expect(healthy.requests.at(-1)?.headers.authorization).toBe('Bearer test-key');
  });

  it('finds out its dimension and, where none is named, the model', async () => {
    healthy.models = ['chatty', 'tiny-embed'];
    await expect(open(healthy.url, { model: '' }).profile()).resolves.toEqual({
      apiUrl: healthy.url,
      model: 'tiny-embed',
      dimensions: healthy.embeddingDimensions,
    });
    await expect(new NoEmbeddingModel().profile()).resolves.toBeUndefined();
  });

  it('stays with the model it found while the server lists it', async () => {
    healthy.models = ['tiny-embed'];
    const model = open(healthy.url, { model: '' });
    await expect(model.profile()).resolves.toMatchObject({ model: 'tiny-embed' });
    healthy.models = ['huge-embed', 'tiny-embed'];
    await expect(model.profile()).resolves.toMatchObject({ model: 'tiny-embed' });
    healthy.models = ['huge-embed'];
    await expect(model.profile()).resolves.toMatchObject({ model: 'huge-embed' });
  });

  it('tells of the model that answers now, not of the one that did', async () => {
    let length = 2;
    odd.handler = ({ input }, response) =>
      answer(response, 200, { data: input.map((_, index) => ({ index, embedding: Array.from({ length }, () => 1) })) });
    const model = open(odd.url);
    await expect(model.profile()).resolves.toMatchObject({ dimensions: 2 });
    length = 3;
    await expect(model.profile()).resolves.toMatchObject({ dimensions: 3 });
  });

  it('reads plain numbers, any order, and texts in which nothing was found', async () => {
    odd.handler = ({ input }, response) =>
      answer(response, 200, {
        data: input.map((text, index) => ({ index, embedding: text === 'none' ? [0, 0] : [3, 4] })).reverse(),
      });
    const [some, none] = await open(odd.url).embed(['some', 'none']);
    expect([...some!]).toEqual([Math.fround(0.6), Math.fround(0.8)]);
    expect([...none!]).toEqual([0, 0]);
  });

  it('asks for numbers where base64 is refused', async () => {
    odd.handler = ({ input, encoding_format }, response) =>
      encoding_format === 'base64'
        ? answer(response, 400, { error: 'unknown encoding_format' })
        : answer(response, 200, { data: vectorsFor(input) });
    expect(await open(odd.url).embed(['a', 'bb'])).toHaveLength(2);
    expect(odd.bodies.map(({ encoding_format }) => encoding_format)).toEqual(['base64', 'float']);
  });

  it('cuts the one text that is too long, and no other', async () => {
    odd.handler = ({ input }, response) =>
      input.some((text) => text.length > 600)
        ? answer(response, 400, { error: 'too many tokens' })
        : answer(response, 200, { data: vectorsFor(input) });
    const texts = ['short', 'x'.repeat(2000), 'also short', 'y'];
    expect(await open(odd.url).embed(texts)).toHaveLength(4);
    const accepted = odd.bodies.flatMap(({ input }) => (input.every((text) => text.length <= 600) ? input : []));
    expect(accepted).toContain('also short');
    expect(accepted.filter((text) => text.startsWith('x')).map((text) => text.length)).toEqual([500]);
  });

  it('tries again what passes, twice, and not what does not', async () => {
    let asked = 0;
    odd.handler = ({ input }, response) =>
      ++asked < 3 ? answer(response, 503, {}) : answer(response, 200, { data: vectorsFor(input) });
    expect(await open(odd.url).embed(['a'])).toHaveLength(1);
    expect(asked).toBe(3);
    odd.handler = (_body, response) => answer(response, 401, { error: 'no: test-key' });
    const refused = await open(odd.url)
      .embed(['a'])
      .catch((error: unknown) => error as Error);
    expect(refused).toMatchObject({ code: 'upstream_rejected' });
    expect(String((refused as Error).cause)).not.toContain('test-key');
    expect(odd.bodies).toHaveLength(4);
  });

  it.each<[string, Handler]>([
    ['no list', (_body, response) => answer(response, 200, { data: 1 })],
    ['a vector too few', ({ input }, response) => answer(response, 200, { data: vectorsFor(input).slice(1) })],
    [
      'uneven vectors',
      (_body, response) => answer(response, 200, { data: [{ embedding: [1] }, { embedding: [1, 2] }] }),
    ],
    ['no numbers', (_body, response) => answer(response, 200, { data: [{ embedding: ['a'] }, { embedding: ['b'] }] })],
    ['a web page', (_body, response) => response.end('<html>')],
  ])('refuses %s', async (_what, handler) => {
    odd.handler = handler;
    await expect(open(odd.url).embed(['one', 'two'])).rejects.toMatchObject({ fault: 'malformed' });
  });

  it('gives up after its time, at once when aborted, and says that nobody is there', async () => {
    odd.handler = () => undefined;
    await expect(open(odd.url, { timeoutMs: 50 }).embed(['a'])).rejects.toMatchObject({ fault: 'total_timeout' });
    await expect(open(odd.url).embed(['a'], AbortSignal.timeout(30))).rejects.toMatchObject({ name: 'TimeoutError' });
    const gone = open('http://127.0.0.1:9');
    await expect(gone.embed(['a'])).rejects.toMatchObject({ code: 'upstream_unavailable' });
    expect(gone.status()).toMatchObject({ configured: true, ready: false });
  });

  it('shows its key to its own server only', async () => {
    odd.handler = ({ input }, response) => answer(response, 200, { data: vectorsFor(input) });
    await open(healthy.url).at({ apiUrl: odd.url, model: 'other' }).embed(['a']);
    await open(odd.url).at({ apiUrl: odd.url, model: 'other' }).embed(['a']);
    expect(odd.keys).toEqual([undefined, 'Bearer test-key']);
    expect(odd.bodies.map(({ model }) => model)).toEqual(['other', 'other']);
  });
});

describe('a reranker', () => {
  it('gives a score for each document, and -Infinity for one it left out', async () => {
    const results = [
      { index: 2, relevance_score: 0.9 },
      { index: 0, relevance_score: -1 },
    ];
    odd.handler = (_body, response) => answer(response, 200, { results });
    const reranker = new HttpReranker({ apiUrl: `${odd.url}/v2/rerank`, apiKey: '', model: 'r', timeoutMs: 1000 });
    expect(await reranker.score('q', ['a', 'b', 'c'])).toEqual([-1, -Infinity, 0.9]);
    expect(odd.bodies[0]).toMatchObject({ model: 'r', query: 'q', documents: ['a', 'b', 'c'], top_n: 3 });
    odd.handler = (_body, response) => answer(response, 200, {});
    await expect(reranker.score('q', ['a'])).rejects.toMatchObject({ fault: 'malformed' });
    await reranker.close();
  });
});
