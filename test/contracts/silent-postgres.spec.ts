/** A database host that vanishes without a word: nothing is refused and nothing comes, for as long as TCP tries. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { newId } from '../../src/common/ids.js';
import { PostgresChannel } from '../../src/platform/database/postgres-channel.js';
import { PostgresSegmentStore } from '../../src/platform/search/storage/postgres-segment-store.js';
import { SCHEMA } from '../../src/schema.js';
import { DatabaseConfig } from '../../src/config/database.config.js';
import type { Environment } from '../../src/config/variables.js';
import { openDatabase } from '../../src/platform/database/open-database.js';
import { describeOnPostgres } from '../support/on-postgres.js';
import { TcpGate } from '../support/tcp-gate.js';
import { type FreshDatabase, freshPostgres } from '../support/test-databases.js';
import { waitUntil } from '../support/wait-until.js';

/** Milliseconds. */
const LIMITS = { connect: 400, statement: 300, answer: 400 };
/** Twice the answer and twice the connection, on a busy machine. */
const SOON = 4000;

describeOnPostgres('PostgreSQL that falls silent', () => {
  let fresh: FreshDatabase;
  let gate: TcpGate;
  let url: string;
  beforeEach(async () => {
    fresh = await freshPostgres();
    const there = new URL(fresh.url);
    gate = await TcpGate.before(there.hostname, Number(there.port || 5432));
    there.host = `127.0.0.1:${gate.own}`;
    url = there.href;
  });
  afterEach(async () => {
    await gate.close();
    await fresh.drop();
  });

  async function newStore(): Promise<PostgresSegmentStore> {
    const config = new DatabaseConfig({ DATABASE_URL: fresh.url, DATABASE_POOL_SIZE: 2 } as Environment);
    await (await openDatabase(config, SCHEMA)).close();
    const store = new PostgresSegmentStore(url, true, LIMITS);
    expect((await list(store)).segments).toEqual([]);
    return store;
  }
  const list = (store: PostgresSegmentStore) => store.list(newId(), 'messages');

  it('fails searches soon, all that wait, and answers them once it speaks again', async () => {
    const store = await newStore();
    gate.silence();
    const waiting = Promise.allSettled([list(store), list(store)]);
    expect((await soon(waiting)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    gate.speak();
    expect((await soon(list(store))).segments).toEqual([]);
    await soon(store.close());
  });

  it('is asked once more where it spoke again meanwhile', async () => {
    const store = await newStore();
    gate.silence();
    const waiting = list(store);
    setTimeout(() => gate.speak(), LIMITS.answer / 2);
    expect((await soon(waiting)).segments).toEqual([]);
    await soon(store.close());
  });

  it('does not hold up the end of searches, nor that of the signals', async () => {
    const store = await newStore();
    const [idle, busy] = [newChannel([]), newChannel([])];
    await Promise.all([idle.open(), busy.open()]);
    gate.silence();
    busy.send('into the void');
    await soon(Promise.all([store.close(), idle.close(), busy.close()]));
  });

  it('is listened to again', async () => {
    const heard: string[] = [];
    const channel = newChannel(heard);
    await channel.open();
    gate.silence();
    channel.send('lost');
    await new Promise((resume) => setTimeout(resume, LIMITS.answer * 2));
    gate.speak();
    await waitUntil('it is heard', 10_000, async () => {
      channel.send('again');
      return heard.includes('again') || undefined;
    });
    await soon(channel.close());
  });

  const newChannel = (heard: string[]) =>
    new PostgresChannel(url, 'rai_signals', (text) => void heard.push(text), LIMITS);
});

async function soon<T>(promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('it hangs')), SOON)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
