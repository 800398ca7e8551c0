import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PRIVATE_URLS } from '../../../test/support/private-urls.js';
import { AppError } from '../../common/app-error.js';
import { OutboundConfig } from '../../config/outbound.config.js';
import { worthRetrying } from './fetch-fault.js';
import { HostResolver } from './host-resolver.js';
import { OutboundPolicy } from './outbound-policy.js';
import { SafeFetch } from './safe-fetch.js';

/** Names that point where a test wants, one answer after another; the last one stays. */
class ScriptedResolver extends HostResolver {
  asked: string[] = [];
  constructor(private readonly names: Record<string, string[][]>) {
    super();
  }
  addressesOf(host: string): Promise<string[]> {
    this.asked.push(host);
    const answers = this.names[host];
    const answer = answers && (answers.length > 1 ? answers.shift() : answers[0]);
    return answer
      ? Promise.resolve(answer)
      : Promise.reject(Object.assign(new Error('unknown'), { code: 'ENOTFOUND' }));
  }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback that counts who gets through to it. */
class Canary {
  private readonly server: Server;
  seen: string[] = [];
  connections = 0;
  handler: Handler = (_, response) => response.end('canary');

  constructor() {
    this.server = createServer((request, response) => {
      this.seen.push(`${request.headers.host}${request.url}`);
      this.handler(request, response);
    });
    this.server.on('connection', () => this.connections++);
  }
  async listen(host: string): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, host, resolve));
    return (this.server.address() as AddressInfo).port;
  }
  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

const canary = new Canary();
let port = 0;

beforeAll(async () => {
  port = await canary.listen('::');
});
beforeEach(() => {
  canary.seen = [];
  canary.connections = 0;
  canary.handler = (_, response) => response.end('canary');
});
afterAll(() => canary.close());

function fetcher(names: Record<string, string[][]> = {}, allow: string[] = []) {
  const resolver = new ScriptedResolver(names);
  const config = new OutboundConfig({ OUTBOUND_ALLOW: allow, OUTBOUND_PORTS: [80, 443, port] });
  return { resolver, fetch: new SafeFetch(new OutboundPolicy(config, resolver)) };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'fetched',
    (error: unknown) => (error instanceof AppError ? error.code : String(error)),
  );
}

describe('SafeFetch', () => {
  it.each(PRIVATE_URLS)('refuses %s without connecting', async (form) => {
    const { fetch } = fetcher({ 'example.com': [['93.184.215.14']] });
    expect(await codeOf(fetch.fetch(form.replaceAll('PORT', String(port)), { timeoutMs: 3000 }))).toBe(
      'outbound_blocked',
    );
    expect(canary.connections).toBe(0);
  });

  it.each([
    ['loopback', ['127.0.0.1']],
    ['loopback of IPv6', ['::1']],
    ['a mapped address', ['::ffff:127.0.0.1']],
    ['a private address', ['10.1.2.3']],
    ['the metadata service', ['169.254.169.254']],
    ['NAT64', ['64:ff9b::7f00:1']],
    ['6to4', ['2002:7f00:1::1']],
    ['a zone', ['fe80::1%lo']],
    ['one public and one private address', ['93.184.215.14', '127.0.0.1']],
    ['nonsense', ['not an address']],
  ])('refuses a name that resolves to %s', async (_, addresses) => {
    const { fetch } = fetcher({ 'rebind.test': [addresses] });
    expect(await codeOf(fetch.fetch(`http://rebind.test:${port}/`))).toBe('outbound_blocked');
    expect(canary.connections).toBe(0);
  });

  it.each(['localhost', 'LOCALHOST', 'localhost.', 'ip6-localhost'])('asks for %s like for any name', async (name) => {
    const { fetch } = fetcher({ localhost: [['127.0.0.1']], 'ip6-localhost': [['::1']] });
    expect(await codeOf(fetch.fetch(`http://${name}:${port}/`))).toBe('outbound_blocked');
    expect(canary.connections).toBe(0);
  });

  it('reaches what an administrator listed, and sends the name it was asked for', async () => {
    for (const allow of ['127.0.0.1', '127.0.0.0/8', 'intranet.test', '*.test']) {
      const { fetch } = fetcher({ 'intranet.test': [['127.0.0.1']] }, [allow]);
      const { status, body, url } = await fetch.fetch(`http://intranet.test:${port}/page?q=1`);
      expect([status, body.toString(), url]).toEqual([200, 'canary', `http://intranet.test:${port}/page?q=1`]);
      expect(canary.seen.at(-1)).toBe(`intranet.test:${port}/page?q=1`);
    }
    const { fetch } = fetcher({ 'other.test': [['127.0.0.2']] }, ['127.0.0.1', 'est', 'test', '10.0.0.0/8']);
    expect(await codeOf(fetch.fetch(`http://other.test:${port}/`))).toBe('outbound_blocked');
  });

  it('connects to what was checked, although the name has changed since', async () => {
    // The first answer is allowed; a client that asked again for the connection would get the second.
    const { fetch, resolver } = fetcher({ 'rebind.test': [['127.0.0.1'], ['10.9.9.9']] }, ['127.0.0.1']);
    expect((await fetch.fetch(`http://rebind.test:${port}/`)).body.toString()).toBe('canary');
    expect(resolver.asked).toEqual(['rebind.test']);
  });

  it.each([
    ['an address', (to: number) => `http://[::1]:${to}/secret`],
    ['a name that resolves to one', (to: number) => `http://inside.test:${to}/secret`],
    ['the same name, which has changed', (to: number) => `http://outside.test:${to}/secret`],
    ['another scheme', () => 'file:///etc/passwd'],
    ['another port', () => 'http://outside.test:22/'],
    ['an address without a scheme', (to: number) => `//[::1]:${to}/secret`],
  ])('does not follow a redirect to %s that is not allowed', async (_, location) => {
    canary.handler = (_request, response) => response.writeHead(302, { location: location(port) }).end();
    const names = { 'outside.test': [['127.0.0.1'], ['::1']], 'inside.test': [['::1']] };
    const { fetch } = fetcher(names, ['127.0.0.1']);
    expect(await codeOf(fetch.fetch(`http://outside.test:${port}/`))).toBe('outbound_blocked');
    expect(canary.seen).toEqual([`outside.test:${port}/`]);
  });

  it('follows five redirects and no sixth, without credentials to another origin', async () => {
    const { fetch } = fetcher({ 'a.test': [['127.0.0.1']], 'b.test': [['127.0.0.1']] }, ['127.0.0.1']);
    const sent: (string | undefined)[] = [];
    canary.handler = (request, response) => {
      const step = Number(request.url!.slice(1));
      sent.push(request.headers.authorization);
      if (step === 5) return response.end('arrived');
      return response.writeHead(301, { location: `http://${step ? 'b' : 'a'}.test:${port}/${step + 1}` }).end('moved');
    };
    const headers = { authorization: 'Bearer x', host: 'evil.test' };
    const { body, url } = await fetch.fetch(`http://a.test:${port}/0`, { headers });
    expect([body.toString(), url]).toEqual(['arrived', `http://b.test:${port}/5`]);
    expect(sent).toEqual(['Bearer x', 'Bearer x', undefined, undefined, undefined, undefined]);
    expect(canary.seen[0]).toBe(`a.test:${port}/0`);
    expect(await codeOf(fetch.fetch(`http://a.test:${port}/-1`))).toBe('fetch_failed');
  });

  it('bounds what it reads, packed or not', async () => {
    const { fetch } = fetcher({}, ['127.0.0.1']);
    const url = `http://127.0.0.1:${port}/`;
    const zeros = Buffer.alloc(40 * 1024 * 1024);
    canary.handler = (_, response) => response.end(Buffer.alloc(2000));
    expect((await fetch.fetch(url, { maxBytes: 2000 })).body).toHaveLength(2000);
    expect(await codeOf(fetch.fetch(url, { maxBytes: 1999 }))).toBe('document_too_large');
    for (const [encoding, body] of [
      ['gzip', gzipSync(zeros)],
      ['gzip, gzip', gzipSync(gzipSync(zeros))],
    ] as const) {
      canary.handler = (_, response) => response.writeHead(200, { 'content-encoding': encoding }).end(body);
      expect(await codeOf(fetch.fetch(url, { maxBytes: 1_000_000 }))).toBe('document_too_large');
    }
    canary.handler = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('words'));
    expect((await fetch.fetch(url)).body.toString()).toBe('words');
    canary.handler = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip at all');
    expect(await codeOf(fetch.fetch(url))).toBe('fetch_failed');
    canary.handler = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip,gzip,gzip' }).end('x');
    expect(await codeOf(fetch.fetch(url))).toBe('fetch_failed');
  });

  it('gives up on what is slow, endless or gone, with a typed error', async () => {
    const { fetch } = fetcher({ 'gone.test': [[]] }, ['127.0.0.1']);
    const url = `http://127.0.0.1:${port}/`;
    canary.handler = () => undefined;
    expect(await codeOf(fetch.fetch(url, { timeoutMs: 100 }))).toBe('fetch_failed');
    canary.handler = (_, response) => {
      const drip = setInterval(() => response.write('x'), 10);
      response.on('close', () => clearInterval(drip));
    };
    expect(await codeOf(fetch.fetch(url, { timeoutMs: 150 }))).toBe('fetch_failed');
    canary.handler = (request) => request.socket.destroy();
    expect(await codeOf(fetch.fetch(url))).toBe('fetch_failed');
    expect(await codeOf(fetch.fetch('http://nowhere.test/'))).toBe('fetch_failed');
    expect(await codeOf(fetch.fetch('http://gone.test/'))).toBe('fetch_failed');
    canary.handler = () => undefined;
    const reason = new Error('left');
    await expect(fetch.fetch(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('gives answers of any status with their headers', async () => {
    const { fetch } = fetcher({}, ['127.0.0.1']);
    canary.handler = (request, response) =>
      response.writeHead(request.headers['if-none-match'] === '"1"' ? 304 : 404, { etag: '"1"' }).end();
    const url = `http://127.0.0.1:${port}/`;
    expect(await fetch.fetch(url, { headers: { 'if-none-match': '"1"' } })).toMatchObject({ status: 304 });
    expect(await fetch.fetch(url)).toMatchObject({ status: 404, headers: { etag: '"1"' } });
  });

  it.each(['gzip', 'br', 'deflate', 'something'])(
    'reads no body where there is none, packed with %s',
    async (packed) => {
      const { fetch } = fetcher({}, ['127.0.0.1']);
      const url = `http://127.0.0.1:${port}/`;
      for (const status of [304, 204]) {
        canary.handler = (_, response) => response.writeHead(status, { 'content-encoding': packed }).end();
        expect(await fetch.fetch(url)).toMatchObject({ status, body: Buffer.alloc(0) });
      }
      canary.handler = (_, response) =>
        response.writeHead(200, { 'content-encoding': packed, 'content-length': '0' }).end();
      expect(await fetch.fetch(url)).toMatchObject({ status: 200, body: Buffer.alloc(0) });
      canary.handler = (_, response) => response.writeHead(200, { 'content-encoding': packed }).end();
      expect(await fetch.fetch(url, { method: 'HEAD' })).toMatchObject({ status: 200, body: Buffer.alloc(0) });
    },
  );

  it.each([
    ['EAI_AGAIN', true],
    ['ENOTFOUND', false],
  ])('says whether a name may be found another time: %s', async (code, mayBe) => {
    const resolver = { addressesOf: () => Promise.reject(Object.assign(new Error(code), { code })) };
    const config = new OutboundConfig({ OUTBOUND_ALLOW: [], OUTBOUND_PORTS: [80] });
    const fetched = new SafeFetch(new OutboundPolicy(config, resolver)).fetch('http://a.test/');
    const error: unknown = await fetched.catch((refused: unknown) => refused);
    expect(error).toMatchObject({ code: 'fetch_failed' });
    expect(worthRetrying(error)).toBe(mayBe);
  });
});
