import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import type { AppError } from '../../common/app-error.js';
import type { AuthConfig } from '../../config/auth.config.js';
import { MemoryKeyValueStore } from '../../platform/store/memory-key-value-store.js';
import { FailureCounter } from './failure-counter.js';
import { LoginThrottle } from './login-throttle.js';

const MAX = 3;

describe('LoginThrottle', () => {
  let clock: ManualClock;
  let store: MemoryKeyValueStore;
  let throttle: LoginThrottle;
  let verified: number;
  beforeEach(() => {
    clock = new ManualClock();
    store = new MemoryKeyValueStore(clock);
    throttle = new LoginThrottle(new FailureCounter(store, clock), { loginMaxFailures: MAX } as AuthConfig);
    verified = 0;
  });
  afterEach(() => store.onModuleDestroy());

  /** 'yes', 'no' or the code of the refusal. */
  const attempt = async (right: boolean, { account = 'alice', peer = 'stranger', known = false } = {}) => {
    const verify = async () => {
      verified++;
      await new Promise((resume) => setImmediate(resume));
      return right;
    };
    try {
      return (await throttle.attempt({ account, peer, isKnownPeer: async () => known }, verify)) ? 'yes' : 'no';
    } catch (error) {
      return (error as AppError).code;
    }
  };
  const fail = async (times: number, options = {}) => {
    for (let i = 0; i < times; i++) await attempt(false, options);
  };

  it('answers no so often, then refuses without verifying, whether or not the password is right', async () => {
    for (let i = 0; i < MAX; i++) expect(await attempt(false)).toBe('no');
    expect(await attempt(false)).toBe('login_throttled');
    expect(await attempt(true)).toBe('login_throttled');
    expect(await attempt(true, { peer: 'another stranger' })).toBe('login_throttled');
    expect(verified).toBe(MAX);
    expect(await attempt(true, { account: 'bob' })).toBe('yes');
  });

  it('counts guesses sent together like guesses sent in a row', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => attempt(false)));
    expect(answers.filter((answer) => answer === 'no')).toHaveLength(MAX);
    expect(verified).toBe(MAX);
  });

  it('does not count what succeeds: fifty right sign-ins at once all pass', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => attempt(true)));
    expect(new Set(answers)).toEqual(new Set(['yes']));
  });

  it('lets the owner in from where they signed in before, while strangers are refused', async () => {
    await fail(20);
    expect(await attempt(true, { peer: 'home', known: true })).toBe('yes');
    expect(await attempt(true)).toBe('login_throttled');
  });

  it('gives that place a small allowance, with the same answer to a wrong password as without', async () => {
    await fail(20);
    for (let i = 0; i < MAX; i++) expect(await attempt(false, { peer: 'home', known: true })).toBe('login_throttled');
    const before = verified;
    expect(await attempt(true, { peer: 'home', known: true })).toBe('login_throttled');
    expect(verified).toBe(before);
  });

  it('refuses a peer that tries many accounts, and none of their owners at home', async () => {
    for (let i = 0; i < MAX * 10; i++) await attempt(false, { account: `user ${i}` });
    expect(await attempt(true, { account: 'alice' })).toBe('login_throttled');
    expect(await attempt(true, { account: 'alice', known: true })).toBe('yes');
    expect(await attempt(true, { account: 'alice', peer: 'elsewhere' })).toBe('yes');
  });

  it('counts guesses of one peer at many accounts sent together like guesses sent in a row', async () => {
    const guess = (_: unknown, i: number) => attempt(false, { account: `user ${i}` });
    const answers = await Promise.all(Array.from({ length: MAX * 30 }, guess));
    expect(answers.filter((answer) => answer === 'no')).toHaveLength(MAX * 10);
    expect(verified).toBe(MAX * 10);
  });

  it('lets an office sign in at once, each to an account of their own', async () => {
    const right = (_: unknown, i: number) => attempt(true, { account: `user ${i}` });
    const answers = await Promise.all(Array.from({ length: MAX * 30 }, right));
    expect(new Set(answers)).toEqual(new Set(['yes']));
  });

  it('says when to come back and then lets in again', async () => {
    await fail(MAX);
    await clock.advance(60_000);
    const refusal = throttle.attempt({ account: 'alice', peer: 'x', isKnownPeer: async () => false }, async () => true);
    await expect(refusal).rejects.toMatchObject({ code: 'login_throttled', retryAfter: 14 * 60 });
    await clock.advance(14 * 60_000);
    expect(await attempt(true)).toBe('yes');
  });
});
