import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { newId } from '../../common/ids.js';
import type { AuthConfig } from '../../config/auth.config.js';
import type { DatabaseConfig } from '../../config/database.config.js';
import { type OpenedDatabase, openDatabase } from '../../platform/database/open-database.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { SCHEMA } from '../../schema.js';
import { addAccount } from '../accounts/account-statements.js';
import { RefreshFamilies } from './refresh-families.js';

const CONFIG = { jwtSecret: 'a secret for the tests of sign-ins', accessTokenSeconds: 60, refreshTokenSeconds: 3600 };

describe('RefreshFamilies', () => {
  let config: typeof CONFIG;
  let opened: OpenedDatabase;
  let clock: ManualClock;
  let families: RefreshFamilies;
  let revoked: (string | undefined)[];
  const owner = { userId: newId() };

  const begin = async () => {
    const family = families.begin(owner, 'peer');
    await opened.database.batch(family.statements);
    return family;
  };
  const columns = async (sql: string) => (await opened.database.rows(sql)).map((row) => Object.values(row)[0]);

  beforeEach(async () => {
    clock = new ManualClock();
    opened = await openDatabase({ dialect: 'sqlite' } as DatabaseConfig, SCHEMA);
    const account = { id: owner.userId, name: 'alice', key: 'alice', passwordHash: '', now: clock.iso() };
    await opened.database.batch(addAccount(account));
    const events = new EventBus();
    revoked = [];
    config = { ...CONFIG };
    events.on('credential.revoked', ({ credentialId }) => void revoked.push(credentialId));
    families = new RefreshFamilies(opened.database, clock, events, config as AuthConfig);
  });
  afterEach(() => opened.close());

  it('gives another token of the same family each time', async () => {
    const first = await begin();
    const second = await families.rotate(first.refreshToken);
    const third = await families.rotate(second.refreshToken);
    expect(new Set([first.refreshToken, second.refreshToken, third.refreshToken]).size).toBe(3);
    expect([second.id, third.id]).toEqual([first.id, first.id]);
  });

  it('stores no token', async () => {
    const { refreshToken } = await begin();
    const { refreshToken: second } = await families.rotate(refreshToken);
    const stored = JSON.stringify(await opened.database.rows('SELECT * FROM refresh_tokens'));
    expect(stored).not.toContain(refreshToken);
    expect(stored).not.toContain(second);
  });

  it('gives the same successor for ten seconds, fifty at once', async () => {
    const { refreshToken } = await begin();
    const pairs = await Promise.all(Array.from({ length: 50 }, () => families.rotate(refreshToken)));
    expect(new Set(pairs.map((pair) => pair.refreshToken)).size).toBe(1);
    expect(await columns('SELECT count(*) AS n FROM refresh_tokens')).toEqual([2]);
    await clock.advance(10_000);
    expect((await families.rotate(refreshToken)).refreshToken).toBe(pairs[0]!.refreshToken);
    expect(revoked).toEqual([]);
  });

  it('ends the family when a spent token comes later', async () => {
    const first = await begin();
    const other = await begin();
    const second = await families.rotate(first.refreshToken);
    await clock.advance(10_001);
    await expect(families.rotate(first.refreshToken)).rejects.toMatchObject({ code: 'token_revoked' });
    await expect(families.rotate(second.refreshToken)).rejects.toMatchObject({ code: 'token_revoked' });
    expect(revoked).toEqual([first.id]);
    await families.rotate(other.refreshToken);
  });

  it('refuses what is expired, ended or made up', async () => {
    const ended = await begin();
    await families.end(owner, ended.id);
    await expect(families.rotate(ended.refreshToken)).rejects.toMatchObject({ code: 'token_revoked' });
    await expect(families.rotate('made up')).rejects.toMatchObject({ code: 'unauthorized' });
    const old = await begin();
    await clock.advance(3_600_000);
    await expect(families.rotate(old.refreshToken)).rejects.toMatchObject({ code: 'token_expired' });
  });

  it('ends all but the one to keep, and only of that user', async () => {
    const [keep, other] = [await begin(), await begin()];
    await families.endOthers(owner, keep.id);
    expect(revoked).toEqual([other.id]);
    await families.rotate(keep.refreshToken);
    await families.endOthers({ userId: newId() }, null);
    await families.endOthers(owner, null);
    expect(revoked).toEqual([other.id, keep.id]);
  });

  it('forgets sign-ins nobody can use any more', async () => {
    const old = await begin();
    await clock.advance(3_600_001);
    const fresh = await begin();
    expect(await columns('SELECT id FROM refresh_families')).toEqual([fresh.id]);
    expect(fresh.id).not.toBe(old.id);
  });

  it('keeps sign-ins whose access tokens live longer since a setting was changed', async () => {
    config.accessTokenSeconds = 7200;
    const old = await begin();
    await clock.advance(3_600_001);
    const fresh = await begin();
    expect(await columns('SELECT id FROM refresh_families ORDER BY id')).toEqual([old.id, fresh.id]);
  });

  it('knows the places of a user', async () => {
    await begin();
    expect(await families.knowsPeer(owner, 'peer')).toBe(true);
    expect(await families.knowsPeer(owner, 'elsewhere')).toBe(false);
    expect(await families.knowsPeer({ userId: newId() }, 'peer')).toBe(false);
  });
});
