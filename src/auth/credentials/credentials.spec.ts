import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { newId } from '../../common/ids.js';
import type { AuthConfig } from '../../config/auth.config.js';
import type { DatabaseConfig } from '../../config/database.config.js';
import { type OpenedDatabase, openDatabase } from '../../platform/database/open-database.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { AccountLimits } from '../../http/limits/account-limits.js';
import { SCHEMA } from '../../schema.js';
import { addAccount } from '../accounts/account-statements.js';
import { ApiKeys } from '../keys/api-keys.js';
import { KeyUse } from '../keys/key-use.js';
import { AccessTokens } from '../tokens/access-tokens.js';
import { RefreshFamilies } from '../tokens/refresh-families.js';
import { CredentialState } from './credential-state.js';
import { Credentials } from './credentials.js';
import { RequestsInFlight } from './requests-in-flight.js';

const config = {
  jwtSecret: 'a secret for the tests of credentials',
  accessTokenSeconds: 60,
  refreshTokenSeconds: 3600,
};

describe('Credentials', () => {
  let opened: OpenedDatabase;
  let clock: ManualClock;
  let events: EventBus;
  let credentials: Credentials;
  let inFlight: RequestsInFlight;
  let keyUse: KeyUse;
  let token: string;
  let familyId: string;
  const owner = { userId: newId() };

  /** As another process does it: no event reaches this one. */
  const elsewhere = (sql: string) => opened.database.batch([{ sql, params: [owner.userId] }]);
  const revokeElsewhere = () => elsewhere("UPDATE refresh_families SET revoked_at = 'now' WHERE user_id = ?");
  const find = async (secret: string) => (await credentials.find(secret)).principal;
  const newKey = (request: { scopes?: 'chat'[]; expiresAt?: string } = {}) =>
    new ApiKeys(opened.database, clock, events).create(
      { ...owner, username: 'alice', role: 'admin', via: 'token', credentialId: familyId, scopes: [] },
      { name: 'test', ...request },
    );

  beforeEach(async () => {
    clock = new ManualClock();
    events = new EventBus();
    opened = await openDatabase({ dialect: 'sqlite' } as DatabaseConfig, SCHEMA);
    const families = new RefreshFamilies(opened.database, clock, events, config as AuthConfig);
    const tokens = new AccessTokens(config as AuthConfig, clock);
    const state = new CredentialState(opened.database, new AccountLimits());
    keyUse = new KeyUse(opened.database, clock);
    credentials = new Credentials(state, tokens, keyUse, clock, events);
    inFlight = new RequestsInFlight(state, events);
    const account = { id: owner.userId, name: 'alice', key: 'alice', passwordHash: '', now: clock.iso() };
    const family = families.begin(owner, null);
    await opened.database.batch([...addAccount(account), ...family.statements]);
    familyId = family.id;
    token = tokens.sign(owner.userId, familyId);
  });
  afterEach(async () => {
    await keyUse.onModuleDestroy();
    await opened.close();
  });

  it('finds the principal of a token, without waiting once it is known', async () => {
    const principal = { ...owner, username: 'alice', role: 'admin', via: 'token', credentialId: familyId };
    expect(await find(token)).toMatchObject(principal);
    expect(credentials.find(token)).not.toBeInstanceOf(Promise);
    expect(credentials.find(token)).toMatchObject({ principal });
  });

  it('notices within a second what another process revoked', async () => {
    await find(token);
    await revokeElsewhere();
    await clock.advance(999);
    await expect(find(token)).rejects.toMatchObject({ code: 'token_revoked' });
  });

  it('notices at once what this process revoked', async () => {
    await find(token);
    await revokeElsewhere();
    events.emit('credential.revoked', { userId: owner.userId, credentialId: familyId });
    await expect(find(token)).rejects.toMatchObject({ code: 'token_revoked' });
  });

  it('does not keep as fresh what it read before a revocation', async () => {
    const reading = find(token);
    events.emit('credential.revoked', { userId: owner.userId });
    await reading;
    await revokeElsewhere();
    await expect(find(token)).rejects.toMatchObject({ code: 'token_revoked' });
  });

  it("reads again after a read that another user's revocation made out of date", async () => {
    await find(token);
    await clock.advance(800);
    const reading = find(token);
    events.emit('credential.revoked', { userId: newId() });
    await reading;
    await revokeElsewhere();
    await clock.advance(999);
    await expect(find(token)).rejects.toMatchObject({ code: 'token_revoked' });
  });

  it.each(['UPDATE users SET disabled = 1 WHERE id = ?', 'DELETE FROM users WHERE id = ?'])(
    'refuses tokens and keys after %s',
    async (sql) => {
      const { key } = await newKey();
      await find(token);
      await find(key);
      await elsewhere(sql);
      await clock.advance(999);
      await expect(find(token)).rejects.toMatchObject({ code: 'token_revoked' });
      await expect(find(key)).rejects.toMatchObject({ code: 'token_revoked' });
    },
  );

  it('sees a change of role within a second', async () => {
    expect((await find(token)).role).toBe('admin');
    await elsewhere("UPDATE users SET role = 'user' WHERE id = ?");
    await clock.advance(999);
    expect((await find(token)).role).toBe('user');
  });

  it('ends a known token when its time is over', async () => {
    await find(token);
    await clock.advance(60_000);
    await expect(find(token)).rejects.toMatchObject({ code: 'token_expired' });
  });

  it('finds a key with its scopes until it expires', async () => {
    const { key, apiKey } = await newKey({ scopes: ['chat'], expiresAt: new Date(clock.now() + 500).toISOString() });
    expect(await find(key)).toMatchObject({ via: 'api_key', credentialId: apiKey.id, scopes: ['chat'] });
    await clock.advance(500);
    await expect(find(key)).rejects.toMatchObject({ code: 'token_expired' });
    await expect(find(`${key}x`)).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('writes down the use of a key at most once a minute', async () => {
    const lastUse = async () => (await opened.database.rows('SELECT last_used_at AS at FROM api_keys'))[0]!.at;
    const { key } = await newKey();
    await find(key);
    await keyUse.onModuleDestroy();
    const first = await lastUse();
    expect(first).toBe(clock.iso());
    await clock.advance(30_000);
    await find(key);
    await keyUse.onModuleDestroy();
    expect(await lastUse()).toBe(first);
    await clock.advance(30_000);
    await find(key);
    await keyUse.onModuleDestroy();
    expect(await lastUse()).toBe(clock.iso());
  });

  it('announces credentials of open requests that another process revoked, and only those', async () => {
    const announced: (string | undefined)[] = [];
    events.on('credential.revoked', ({ credentialId }) => void announced.push(credentialId));
    const principals = [await find(token), await find((await newKey()).key)];
    for (const principal of principals) inFlight.begin(principal);
    await inFlight.look();
    expect(announced).toEqual([]);
    await revokeElsewhere();
    await inFlight.look();
    expect(announced).toEqual([familyId]);
    for (const principal of principals) inFlight.end(principal);
    await inFlight.look();
    expect(announced).toEqual([familyId]);
  });

  it('refuses what is far too long without looking at it', () => {
    expect(() => credentials.find('x'.repeat(100_000))).toThrow('missing or not valid');
  });
});
