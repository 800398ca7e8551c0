/** Calls of the API: credentials, one refresh when they have run out, and errors as `Problem`. */
import { adoptFromOtherTabs, credentials, signedIn, signedOut, type TokenPair } from './credentials.js';
import { Problem, problemOf } from './problem.js';
import type { Page } from './types.js';

export interface CallOptions {
  json?: unknown;
  body?: FormData;
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

let refreshing: Promise<void> | undefined;

/** The raw response, for streams and downloads. Throws a `Problem` unless it is a success. */
export async function send(method: string, path: string, options: CallOptions = {}): Promise<Response> {
  if (credentials.value && Date.now() >= credentials.value.renew_at) await renew();
  const used = credentials.value?.access_token;
  let response = await once(method, path, options);
  if (response.status === 401 && used && !path.startsWith('/api/auth/login')) {
    const problem = await problemOf(response);
    if (!/^(token_expired|unauthorized)$/.test(problem.code)) throw endedBy(problem);
    // Another call may have renewed the pair while this one was under way.
    if (credentials.value?.access_token === used) await renew();
    response = await once(method, path, options);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

export async function call<T>(method: string, path: string, options?: CallOptions): Promise<T> {
  const response = await send(method, path, options);
  return (await response.json()) as T;
}

export const page = <T>(path: string, signal?: AbortSignal): Promise<Page<T>> => call<Page<T>>('GET', path, { signal });

/** Rows the server gives at once. */
export const MOST_A_PAGE = 100;

/** A list from its beginning: a page of `size`, or as many rows as are `shown` already, so that nobody is thrown back. */
export async function fromTheTop<T>(path: string, size: number, shown: number): Promise<Page<T>> {
  const rows: T[] = [];
  for (let cursor: string | null = null; ;) {
    const limit = Math.min(MOST_A_PAGE, Math.max(size, shown - rows.length));
    const next: Page<T> = await page<T>(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${at(cursor)}`);
    rows.push(...next.data);
    cursor = next.next_cursor;
    if (!cursor || rows.length >= shown) return { ...next, data: rows };
  }
}

/** All rows of a list, page by page, `most` at most. */
export async function everything<T>(path: string, signal?: AbortSignal, most = 5000): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | null = null;
  do {
    const next: Page<T> = await page<T>(
      `${path}${path.includes('?') ? '&' : '?'}limit=${MOST_A_PAGE}${at(cursor)}`,
      signal,
    );
    rows.push(...next.data);
    cursor = next.next_cursor;
  } while (cursor && rows.length < most);
  return rows;
}

export const at = (cursor: string | null): string => (cursor ? `&cursor=${encodeURIComponent(cursor)}` : '');

async function once(method: string, path: string, { json, body, signal, headers }: CallOptions): Promise<Response> {
  const given: Record<string, string> = { ...headers };
  const token = credentials.value?.access_token;
  if (token) given.authorization = `Bearer ${token}`;
  if (json !== undefined) given['content-type'] = 'application/json';
  const payload = json === undefined ? body : JSON.stringify(json);
  try {
    return await fetch(path, { method, headers: given, body: payload, signal, credentials: 'omit', redirect: 'error' });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem('The server cannot be reached.', 'unreachable', 0);
  }
}

/** One renewal at a time: the second caller waits for the first. */
function renew(): Promise<void> {
  refreshing ??= trade().finally(() => (refreshing = undefined));
  return refreshing;
}

async function trade(): Promise<void> {
  const spent = credentials.value?.refresh_token;
  if (!spent) return;
  // A token that another tab has spent would end the sign-in of all.
  await adoptFromOtherTabs();
  if (credentials.value?.refresh_token !== spent) return;
  const response = await once('POST', '/api/auth/refresh', { json: { refresh_token: spent } });
  if (!response.ok) throw endedBy(await problemOf(response));
  signedIn((await response.json()) as TokenPair, spent);
}

/** A revoked credential ends the sign-in of the page; a wrong password or a busy server does not. */
function endedBy(problem: Problem): Problem {
  if (/^(token_revoked|token_expired|unauthorized)$/.test(problem.code)) signedOut(true);
  return problem;
}
