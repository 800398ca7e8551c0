/**
 * Who is signed in. The pair lives in this tab's sessionStorage: a reload keeps it, closing the tab forgets it, and it
 * is never in a cookie, so no other site can make the browser use it. Script injected into the page could read it;
 * against that stand the policy (no foreign or inline script) and the sanitised output of models.
 * Tabs of one browser share sign-ins over a channel: a refresh token is good once, two tabs must not spend the same.
 */
import { Store } from '../state/store.js';
import type { User } from './types.js';

export interface TokenPair {
  user: User;
  access_token: string;
  refresh_token: string;
  expires_in: number;
}

type Note = { ask: true } | { pair: TokenPair; spent?: string } | { ended: string };

const KEY = 'rai.tokens';
const ASK_MS = 150;
const channel = new BroadcastChannel('rai.tokens');
export const credentials = new Store<TokenPair | null>(read());

channel.onmessage = ({ data }: MessageEvent<Note>) => {
  const mine = credentials.value;
  if ('ask' in data) {
    if (mine) channel.postMessage({ pair: mine } satisfies Note);
  } else if ('ended' in data) {
    if (mine?.user.id === data.ended) keep(null);
  } else if (!mine || mine.refresh_token === data.spent) keep(data.pair);
};

/** A new tab asks the others whether somebody is signed in. */
export async function adoptFromOtherTabs(): Promise<void> {
  if (credentials.value) return;
  channel.postMessage({ ask: true } satisfies Note);
  await new Promise((resume) => setTimeout(resume, ASK_MS));
}

export function signedIn(pair: TokenPair, spent?: string): void {
  keep(pair);
  channel.postMessage({ pair, spent } satisfies Note);
}

export function signedOut(): void {
  const ended = credentials.value?.user.id;
  keep(null);
  if (ended) channel.postMessage({ ended } satisfies Note);
}

function keep(pair: TokenPair | null): void {
  if (pair) sessionStorage.setItem(KEY, JSON.stringify(pair));
  else sessionStorage.removeItem(KEY);
  credentials.set(pair);
}

function read(): TokenPair | null {
  const kept = sessionStorage.getItem(KEY);
  return kept ? (JSON.parse(kept) as TokenPair) : null;
}
