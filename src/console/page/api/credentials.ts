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

/** What is kept of a pair. */
interface Kept extends TokenPair {
  /** Milliseconds since 1970, by this browser's clock: time to renew, before the server has to refuse. */
  renew_at: number;
}

type Note = { ask: true } | { pair: Kept; spent?: string } | { ended: string; ranOut: boolean };

const KEY = 'rai.tokens';
const ASK_MS = 150;
/** Part of an access token's life after which it is renewed. */
const WORN = 0.9;
const channel = new BroadcastChannel('rai.tokens');
export const credentials = new Store<Kept | null>(read());

channel.onmessage = ({ data }: MessageEvent<Note>) => {
  const mine = credentials.value;
  if ('ask' in data) {
    if (mine) channel.postMessage({ pair: mine } satisfies Note);
  } else if ('ended' in data) {
    if (mine?.user.id === data.ended) end(data.ranOut);
  } else if (!mine || mine.refresh_token === data.spent || isNewer(data.pair, mine)) keep(data.pair);
};

/** A tab that slept missed renewals; what it kept is spent. */
const isNewer = (pair: Kept, mine: Kept): boolean => pair.user.id === mine.user.id && pair.renew_at > mine.renew_at;

/** A new tab asks the others whether somebody is signed in, and one that is about to renew whether they have. */
export async function adoptFromOtherTabs(): Promise<void> {
  channel.postMessage({ ask: true } satisfies Note);
  await new Promise((resume) => setTimeout(resume, ASK_MS));
}

export function signedIn(pair: TokenPair, spent?: string): void {
  const kept = { ...pair, renew_at: Date.now() + pair.expires_in * 1000 * WORN };
  keep(kept);
  channel.postMessage({ pair: kept, spent } satisfies Note);
}

/** Whose sign-in ran out last; nobody's where the last one was ended by choice. */
let ranOutFor: string | undefined;

export const lastRunOut = (): string | undefined => ranOutFor;

/** `ranOut`: not by choice, so who was signed in may be back in a moment. */
export function signedOut(ranOut = false): void {
  const ended = credentials.value?.user.id;
  end(ranOut);
  if (ended) channel.postMessage({ ended, ranOut } satisfies Note);
}

function end(ranOut: boolean): void {
  if (credentials.value) ranOutFor = ranOut ? credentials.value.user.id : undefined;
  keep(null);
}

function keep(pair: Kept | null): void {
  if (pair) sessionStorage.setItem(KEY, JSON.stringify(pair));
  else sessionStorage.removeItem(KEY);
  credentials.set(pair);
}

function read(): Kept | null {
  const kept = sessionStorage.getItem(KEY);
  return kept ? (JSON.parse(kept) as Kept) : null;
}
