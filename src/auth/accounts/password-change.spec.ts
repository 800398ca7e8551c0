import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { newId } from '../../common/ids.js';
import type { Principal } from '../../common/owner.js';
import type { AuthConfig } from '../../config/auth.config.js';
import type { DatabaseConfig } from '../../config/database.config.js';
import { type OpenedDatabase, openDatabase } from '../../platform/database/open-database.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { SCHEMA } from '../../schema.js';
import { ApiKeys } from '../keys/api-keys.js';
import { RefreshFamilies } from '../tokens/refresh-families.js';
import { addAccount } from './account-statements.js';
import { PasswordChange } from './password-change.js';
import type { PasswordHasher } from './password-hasher.js';
import type { PasswordPolicy } from './password-policy.js';
import type { PasswordProof } from './password-proof.js';

const config = { jwtSecret: 'a secret for the tests of passwords', accessTokenSeconds: 60, refreshTokenSeconds: 3600 };
const request = { currentPassword: 'old', newPassword: 'new', revokeApiKeys: true };

describe('PasswordChange', () => {
  let opened: OpenedDatabase;
  let events: EventBus;
  let keys: ApiKeys;
  let change: PasswordChange;
  let principal: Principal;
  let announced: string[];

  const count = async (sql: string) => Number((await opened.database.rows<{ n: number }>(sql))[0]!.n);
  const state = async () => ({
    changed: await count("SELECT count(*) AS n FROM users WHERE password_hash = 'hash of new'"),
    signIns: await count('SELECT count(*) AS n FROM refresh_families WHERE revoked_at IS NULL'),
    keys: await count('SELECT count(*) AS n FROM api_keys'),
  });

  beforeEach(async () => {
    opened = await openDatabase({ dialect: 'sqlite' } as DatabaseConfig, SCHEMA);
    const clock = new ManualClock();
    events = new EventBus();
    announced = [];
    const families = new RefreshFamilies(opened.database, clock, events, config as AuthConfig);
    keys = new ApiKeys(opened.database, clock, events);
    const owner = { userId: newId() };
    const account = { id: owner.userId, name: 'alice', key: 'alice', passwordHash: 'hash of old', now: clock.iso() };
    const [own, other] = [families.begin(owner, null), families.begin(owner, null)];
    await opened.database.batch([...addAccount(account), ...own.statements, ...other.statements]);
    principal = { ...owner, username: 'alice', role: 'user', via: 'token', credentialId: own.id, scopes: [] };
    await keys.create(principal, { name: 'test' });
    const proof = { check: async () => ({ id: owner.userId, username: 'alice', passwordHash: 'hash of old' }) };
    const hasher = { hash: async (password: string) => `hash of ${password}` };
    change = new PasswordChange(
      proof as unknown as PasswordProof,
      { check: () => undefined } as unknown as PasswordPolicy,
      hasher as unknown as PasswordHasher,
      families,
      keys,
      clock,
    );
    events.on('credential.revoked', () => void announced.push('credential.revoked'));
    events.on('key.deleted', () => void announced.push('key.deleted'));
  });
  afterEach(() => opened.close());

  it('ends the keys with the other sign-ins, and says so', async () => {
    await change.change(principal, request);
    expect(await state()).toEqual({ changed: 1, signIns: 1, keys: 0 });
    expect(announced.sort()).toEqual(['credential.revoked', 'credential.revoked', 'key.deleted']);
  });

  it('leaves the keys where nobody asks for their end', async () => {
    await change.change(principal, { ...request, revokeApiKeys: false });
    expect(await state()).toEqual({ changed: 1, signIns: 1, keys: 1 });
    expect(announced).toEqual(['credential.revoked']);
  });

  it('changes nothing where the keys cannot be ended', async () => {
    const sql = "CREATE TRIGGER refuse BEFORE DELETE ON api_keys BEGIN SELECT raise(ABORT, 'not now'); END";
    await opened.database.batch([{ sql, params: [] }]);
    // Not `toThrow`: an error of the driver is made in the realm of the suite that loaded it first.
    await expect(change.change(principal, request)).rejects.toHaveProperty('message', 'not now');
    expect(await state()).toEqual({ changed: 0, signIns: 2, keys: 1 });
    expect(announced).toEqual([]);
  });
});
