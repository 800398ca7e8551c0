/** What belongs to the request being served, so that a log line deep below carries its id. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface RequestContext {
  requestId: string;
  /** Who asks, once that is known. */
  userId?: string;
  /** Id of the API key they came with. */
  keyId?: string;
  /** The trace that whoever asks takes part in (W3C Trace Context), as they sent it. */
  traceparent?: string;
}

export const requestContext = new AsyncLocalStorage<RequestContext>();

/** Id of the request being served; empty outside of one. */
export function currentRequestId(): string {
  return requestContext.getStore()?.requestId ?? '';
}

/** Id of the API key the request came with; undefined without one. */
export function currentKeyId(): string | undefined {
  return requestContext.getStore()?.keyId;
}

/** The trace of whoever asks, as they sent it. */
export function currentTraceparent(): string | undefined {
  return requestContext.getStore()?.traceparent;
}

/** Account of whoever asked for what is being done; undefined where nobody did. */
export function currentUserId(): string | undefined {
  return requestContext.getStore()?.userId;
}
