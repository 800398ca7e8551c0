import { describe, expect, it } from '@jest/globals';
import { NOBODYS_HASH, PasswordHasher } from './password-hasher.js';

const parametersOf = (hash: string) => hash.split('$').slice(0, 4).join('$');

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();

  it('knows its own hashes, whichever way the password was typed', async () => {
    const hash = await hasher.hash('cafe\u0301 au lait');
    expect(await hasher.verify(hash, 'caf\u00e9 au lait')).toBe(true);
    expect(await hasher.verify(hash, 'cafe au lait')).toBe(false);
    expect(await hasher.hash('cafe\u0301 au lait')).not.toBe(hash);
  });

  it('does the same work where there is no account', async () => {
    expect(parametersOf(NOBODYS_HASH)).toBe(parametersOf(await hasher.hash('x')));
    expect(parametersOf(NOBODYS_HASH)).toBe('$argon2id$v=19$m=19456,t=2,p=1');
    expect(await hasher.verify(undefined, 'x')).toBe(false);
  });

  it('refuses instead of queueing without end', async () => {
    const settled = await Promise.allSettled(Array.from({ length: 300 }, () => hasher.verify(undefined, 'x')));
    const refused = settled.filter((result) => result.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'overloaded', retryAfter: 1 });
    expect(await hasher.verify(undefined, 'x')).toBe(false);
  });
});
