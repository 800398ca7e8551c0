/** What belongs to the request being served, so that a log line deep below carries its id. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface RequestContext {
  requestId: string;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

/** Id of the request being served; empty outside of one. */
export function currentRequestId(): string {
  return requestContext.getStore()?.requestId ?? '';
}
