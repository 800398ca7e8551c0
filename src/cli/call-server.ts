/** A request of the command line: waits its turn where the server limits how many there may be in a minute. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, type ErrorDetail } from '../common/app-error.js';
import type { LocalServer } from './local-server.js';

interface Refusal {
  error?: string;
  code?: string;
  details?: ErrorDetail[];
  retry_after?: number;
}

/** Gives what is answered with success. Throws the server's sentence. */
export async function callServer(
  { url, key, interrupted }: LocalServer,
  path: string,
  init: RequestInit,
): Promise<Response> {
  for (;;) {
    const headers = { ...init.headers, authorization: `Bearer ${await key()}` };
    const request = { method: 'POST', ...init, headers, signal: interrupted };
    const response = await fetch(url + path, request).catch((error: unknown) => {
      interrupted.throwIfAborted();
      throw new AppError('shutting_down', `the server at ${url} does not answer any more`, { cause: error });
    });
    if (response.ok) return response;
    const { error, code, details, retry_after: seconds = 1 } = (await response.json()) as Refusal;
    if (code !== 'rate_limited')
      throw new AppError('bad_request', error ?? `the server answered ${response.status}`, { details });
    await sleep(seconds * 1000, undefined, { signal: interrupted });
  }
}
