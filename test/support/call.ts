/** A small HTTP client: what a route answered, with the body already read. */

export interface CallOptions {
  token?: string;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: string | Buffer | FormData | ReadableStream;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

// A test reads answers of many shapes and fails where one is not as it says.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

export interface Answer {
  status: number;
  headers: Headers;
  /** Parsed where it is JSON, text otherwise. */
  body: Json;
}

/** The raw response, for streams. */
export function send(url: string, method: string, path: string, options: CallOptions = {}): Promise<Response> {
  const { token, json, body, headers = {}, signal } = options;
  const given: Record<string, string> = { ...headers };
  if (token) given.authorization ??= `Bearer ${token}`;
  if (json !== undefined) given['content-type'] ??= 'application/json';
  const payload = json === undefined ? body : JSON.stringify(json);
  const init = { method, headers: given, body: payload, signal, redirect: 'manual', duplex: 'half' };
  return fetch(new URL(path, url), init as RequestInit);
}

export async function call(url: string, method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await send(url, method, path, options);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson && text ? JSON.parse(text) : text };
}
