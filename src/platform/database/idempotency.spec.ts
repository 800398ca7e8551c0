import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../common/clock.js';
import { newId } from '../../common/ids.js';
import { DatabaseConfig } from '../../config/database.config.js';
import { SCHEMA } from '../../schema.js';
import { hashBody, Idempotency, IDEMPOTENCY_AGE } from './idempotency.js';
import { type OpenedDatabase, openDatabase } from './open-database.js';

class MovedClock extends SystemClock {
  offset = 0;
  override now(): number {
    return Date.now() + this.offset;
  }
}

describe('Idempotency', () => {
  let opened: OpenedDatabase;
  const clock = new MovedClock();
  const owner = { userId: newId() };
  let calls: number;

  const server = () => {
    const idempotency = new Idempotency(opened.database, clock);
    return (key: string, body: unknown) =>
      idempotency.once<number>(owner, { scope: 'test', key, bodyHash: hashBody(body) }, async (record) => {
        const n = ++calls;
        await opened.database.batch(record(n));
        return n;
      });
  };

  beforeEach(async () => {
    calls = 0;
    clock.offset = 0;
    opened = await openDatabase({ dialect: 'sqlite' } as DatabaseConfig, SCHEMA);
    const now = clock.iso();
    await opened.database.batch([
      {
        sql: "INSERT INTO users (id, username, username_key, password_hash, role, created_at, updated_at) VALUES (?, 'a', 'a', '', 'user', ?, ?)",
        params: [owner.userId, now, now],
      },
    ]);
  });
  afterEach(() => opened.close());

  it('gives the first result again for the same body, whatever the order of its members', async () => {
    const ask = server();
    expect(await ask('k', { a: 1, b: 2 })).toBe(1);
    expect(await ask('k', { b: 2, a: 1 })).toBe(1);
    expect(await ask('other', { a: 1, b: 2 })).toBe(2);
  });

  it('lets fifty requests at once do the work once', async () => {
    const ask = server();
    const results = await Promise.all(Array.from({ length: 50 }, () => ask('k', {})));
    expect(new Set(results)).toEqual(new Set([1]));
    expect(calls).toBe(1);
  });

  it('gives the winner to all where several servers race', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => server()('k', {})));
    expect(new Set(results).size).toBe(1);
  });

  it('gives the winner to who was refused because of it', async () => {
    const one = new Idempotency(opened.database, clock);
    const other = new Idempotency(opened.database, clock);
    const request = { scope: 'test', key: 'k', bodyHash: hashBody({}) };
    const refused = one.once<number>(owner, request, async () => {
      await other.once<number>(owner, request, async (record) => {
        await opened.database.batch(record(7));
        return 7;
      });
      throw new Error('taken');
    });
    expect(await refused).toBe(7);
    const failing = () => Promise.reject(new Error('taken'));
    await expect(one.once<number>(owner, { ...request, key: 'nobody' }, failing)).rejects.toThrow('taken');
  });

  it('refuses another body, also while the first is still running', async () => {
    const ask = server();
    const first = ask('k', { a: 1 });
    await expect(ask('k', { a: 2 })).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    await first;
    await expect(ask('k', { a: 2 })).rejects.toMatchObject({ code: 'idempotency_mismatch' });
  });

  it('forgets after a day', async () => {
    const ask = server();
    await ask('k', {});
    clock.offset = IDEMPOTENCY_AGE + 1;
    expect(await ask('k', {})).toBe(2);
  });
});
