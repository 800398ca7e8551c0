/**
 * The one way to request a URL a user named. The name is resolved here, every address checked, and the connection made
 * to what was checked; each redirect is checked again. Must not know why something is fetched.
 */
import type { LookupFunction } from 'node:net';
import { isIPv6 } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Agent, type Dispatcher } from 'undici';
import { AppError } from '../../common/app-error.js';
import { asFetchError } from './fetch-fault.js';
import { OutboundPolicy, type Target } from './outbound-policy.js';
import { ACCEPTED_ENCODINGS, readBody } from './read-body.js';

export interface FetchOptions {
  method?: 'GET' | 'HEAD' | 'POST';
  /** Sent as it is; to the first address only, unless a redirect asks to repeat it. */
  body?: string | Uint8Array;
  /** Names in lower case. Credentials among them never follow a redirect to another origin. */
  headers?: Readonly<Record<string, string>>;
  /** Of the unpacked body; default 8 MB. */
  maxBytes?: number;
  /** Milliseconds for everything, redirects included; default 20 s. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** An answer, whatever its status. */
export interface Fetched {
  /** Where the last redirect led. */
  url: string;
  status: number;
  /** Names in lower case; of several lines with one name the first. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

interface Request {
  method: 'GET' | 'HEAD' | 'POST';
  body?: string | Uint8Array;
  headers: Record<string, string>;
}

const MAX_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const BODILESS = new Set([204, 304]);
const CREDENTIALS = ['authorization', 'cookie', 'proxy-authorization', 'x-api-key'];
/** Ours to say: who else set them could speak to another site on the same machine. */
const OURS = ['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'accept-encoding'];

@Injectable()
export class SafeFetch {
  constructor(private readonly policy: OutboundPolicy) {}

  /** What can be refused at once, before anything is connected to. Throws `outbound_blocked`. */
  check(url: string): void {
    this.policy.check(url);
  }

  /** Throws `outbound_blocked`, `fetch_failed` and `document_too_large`; the signal's reason when aborted. */
  async fetch(url: string, options: FetchOptions = {}): Promise<Fetched> {
    const { timeoutMs = TIMEOUT_MS, signal } = options;
    const late = AbortSignal.timeout(timeoutMs);
    const either = signal ? AbortSignal.any([signal, late]) : late;
    try {
      return await this.follow(url, requestOf(options), options.maxBytes ?? MAX_BYTES, either);
    } catch (error) {
      signal?.throwIfAborted();
      throw asFetchError(error, late.aborted ? timeoutMs : undefined);
    }
  }

  private async follow(text: string, first: Request, maxBytes: number, signal: AbortSignal): Promise<Fetched> {
    let url = this.policy.check(text);
    let request = first;
    for (let redirects = 0; ; redirects++) {
      const target = await unlessAborted(this.policy.resolve(url), signal);
      const answer = await exchange(target, request, maxBytes, signal);
      const { location } = answer.headers;
      if (!REDIRECTS.has(answer.status) || location === undefined) return answer;
      if (redirects === MOST_REDIRECTS) throw new AppError('fetch_failed', 'The page redirects too many times.');
      const next = this.policy.check(absolute(location, url));
      request = redirected(request, answer.status, next.origin === url.origin);
      url = next;
    }
  }
}

/** One request over a connection of its own that can reach only the checked addresses. */
async function exchange(
  { url, addresses }: Target,
  request: Request,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Fetched> {
  const agent = new Agent({
    connect: { lookup: pinned(addresses) },
    pipelining: 0,
    maxRedirections: 0,
  } as Agent.Options);
  try {
    const answer = await agent.request({ ...request, origin: url.origin, path: url.pathname + url.search, signal });
    const headers = flat(answer.headers);
    // The body of a redirect is nobody's business. Where there is none, nothing is to be unpacked, whatever is said.
    const isEmpty = request.method === 'HEAD' || BODILESS.has(answer.statusCode) || headers['content-length'] === '0';
    const limit = isEmpty || REDIRECTS.has(answer.statusCode) ? 0 : maxBytes;
    const body = limit === 0 ? Buffer.alloc(0) : await readBody(answer.body, headers['content-encoding'], limit);
    if (limit === 0) answer.body.on('error', () => undefined).destroy();
    return { url: url.href, status: answer.statusCode, headers, body };
  } finally {
    await agent.destroy();
  }
}

/** Answers every look-up with what was checked: a name that changes its mind afterwards is not asked again. */
function pinned(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_host, { all }, done) => {
    if (all) done(null, found);
    else done(null, found[0]!.address, found[0]!.family);
  };
}

function requestOf({ method = 'GET', body, headers = {} }: FetchOptions): Request {
  const given = Object.entries(headers).filter(([name]) => !OURS.includes(name));
  const defaults = { 'user-agent': 'RAI-Chat', accept: '*/*', 'accept-language': 'en, *;q=0.5' };
  return {
    method,
    body,
    headers: { ...defaults, ...Object.fromEntries(given), 'accept-encoding': ACCEPTED_ENCODINGS },
  };
}

function redirected({ method, body, headers }: Request, status: number, sameOrigin: boolean): Request {
  const kept = Object.entries(headers).filter(([name]) => sameOrigin || !CREDENTIALS.includes(name));
  const next = Object.fromEntries(kept);
  if (status === 307 || status === 308 || method === 'HEAD') return { method, body, headers: next };
  delete next['content-type'];
  return { method: 'GET', headers: next };
}

function absolute(location: string, base: URL): string {
  try {
    return new URL(location, base).href;
  } catch (error) {
    throw new AppError('fetch_failed', 'The page redirects to something that is no URL.', { cause: error });
  }
}

function flat(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) => {
    const first = Array.isArray(value) ? value[0] : value;
    return first === undefined ? [] : [[name, first] as const];
  });
  return Object.fromEntries(entries);
}

/** A name server that does not answer must not outlast the deadline. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
