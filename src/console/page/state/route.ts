/** Where in the page one is: the part after `#/`, so that the server needs one path only and links can be kept. */
import { Store } from './store.js';

/** `chat/<session id>`, `documents`, … */
export type Route = readonly string[];

export const route = new Store<Route>(read());

window.addEventListener('hashchange', () => route.set(read()));

export function go(...parts: string[]): void {
  window.location.hash = hrefOf(...parts);
}

/** Changes the address without a new entry in the history. */
export function replaceRoute(...parts: string[]): void {
  window.history.replaceState(null, '', hrefOf(...parts));
  route.set(read());
}

export const hrefOf = (...parts: string[]): string => `#/${parts.map(encodeURIComponent).join('/')}`;

function read(): Route {
  const parts = window.location.hash.replace(/^#\/?/, '').split('/').filter(Boolean);
  return parts.length ? parts.map(decoded) : ['chat'];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
