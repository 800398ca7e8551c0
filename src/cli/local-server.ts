/** A server to talk to, and a key that lasts as long as the command: the one that runs, or one of our own meanwhile. */
import type { AddressInfo } from 'node:net';
import { constants } from 'node:os';
import { pino } from 'pino';
import { buildApplication } from '../application.js';
import { Accounts } from '../auth/accounts/accounts.js';
import { ApiKeys } from '../auth/keys/api-keys.js';
import { AppError } from '../common/app-error.js';
import { onTermination } from '../common/on-termination.js';
import type { Principal } from '../common/owner.js';
import { type Configuration, loadConfiguration } from '../config/configuration.js';
import { withAccounts } from './accounts-context.js';
import { logError } from '../http/logging/log-error.js';
import { CommandKey, KEY_LIVES_MS, type MadeKey } from './command-key.js';
import { serverUrl } from './server-url.js';

export interface LocalServer {
  url: string;
  /** API key of the account the command works for; asked for with each request, as it changes. */
  key(): Promise<string>;
  /** Somebody wants the command to end. */
  interrupted: AbortSignal;
}

type Work<T> = (server: LocalServer) => Promise<T>;

/**
 * Runs the work against the configured server; where none answers, one is started for as long as the work takes. On
 * Ctrl-C and its like what was begun is cleaned up first, the key above all: undefined, and the exit code says so.
 */
export async function withLocalServer<T>(username: string, work: Work<T>): Promise<T | undefined> {
  const interruption = new AbortController();
  const forget = onTermination(['SIGINT', 'SIGTERM', 'SIGHUP'], (signal, isAgain) => {
    process.exitCode = 128 + constants.signals[signal];
    // Who cannot wait for the rest sends another.
    if (isAgain) process.exit();
    interruption.abort();
  });
  try {
    return await withServer(username, interruption.signal, work);
  } catch (error) {
    if (!interruption.signal.aborted) throw error;
    return undefined;
  } finally {
    forget();
  }
}

async function withServer<T>(username: string, interrupted: AbortSignal, work: Work<T>): Promise<T> {
  const configuration = loadConfiguration();
  if (configuration.app.role === 'worker') {
    const sentence =
      'a worker (RAI_ROLE=worker) takes no questions and no files: run this where a server has another role';
    throw new AppError('bad_request', sentence);
  }
  const running = serverUrl(configuration.app);
  if (await answers(running))
    return withKey(configuration, username, (key) => work({ url: running, key, interrupted }));
  return withKey(configuration, username, async (key) => {
    const { app, server } = await buildApplication(
      configuration,
      pino({ level: 'error', serializers: { err: logError } }, process.stderr),
    );
    try {
      await app.listen(0, '127.0.0.1');
      return await work({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key, interrupted });
    } finally {
      await app.close();
    }
  });
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(1000) });
    return response.ok;
  } catch {
    return false;
  }
}

/** Whoever may read the database may act for its accounts; the key says so in the account's list while it lives. */
async function withKey<T>(
  configuration: Configuration,
  username: string,
  work: (key: () => Promise<string>) => Promise<T>,
): Promise<T> {
  const owner = await withAccounts(configuration, (get) => ownerOf(get(Accounts), username));
  const key = new CommandKey({
    make: () => withAccounts(configuration, (get) => makeKey(get(ApiKeys), owner)),
    remove: (id) => withAccounts(configuration, (get) => get(ApiKeys).delete(owner, id)),
    now: Date.now,
  });
  try {
    return await work(() => key.current());
  } finally {
    await key.end();
  }
}

async function makeKey(keys: ApiKeys, owner: Principal): Promise<MadeKey> {
  const expiresAt = new Date(Date.now() + KEY_LIVES_MS).toISOString();
  const { apiKey, key } = await keys.create(owner, { name: 'command line', scopes: ['chat', 'documents'], expiresAt });
  return { id: apiKey.id, key };
}

async function ownerOf(accounts: Accounts, username: string): Promise<Principal> {
  const user = await accounts.find(username);
  if (!user)
    throw new AppError(
      'not_found',
      `There is no account named ${JSON.stringify(username)}; make one with: rai user create ${username}`,
    );
  const { id, role } = user;
  return { userId: id, username: user.username, role, via: 'token', credentialId: id, scopes: [] };
}
