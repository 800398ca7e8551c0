import type { ExecutionContext } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import type { LimitsConfig } from '../../config/limits.config.js';
import { MemoryKeyValueStore } from '../../platform/store/memory-key-value-store.js';
import { AccountLimits } from './account-limits.js';
import { RateLimitGuard } from './rate-limit.guard.js';

const LIMIT = 2;

describe('RateLimitGuard', () => {
  let store: MemoryKeyValueStore;
  let guard: RateLimitGuard;
  beforeEach(() => {
    store = new MemoryKeyValueStore(new ManualClock());
    const limits = { rateLimit: true, requestsPerMinute: LIMIT } as LimitsConfig;
    guard = new RateLimitGuard(limits, new AccountLimits(), store);
  });
  afterEach(() => store.onModuleDestroy());

  const ask = async (ip: string) => {
    const http = { getRequest: () => ({ path: '/api/chat', ip }), getResponse: () => ({ setHeader: () => undefined }) };
    return guard.canActivate({ switchToHttp: () => http } as unknown as ExecutionContext);
  };

  it('counts the addresses of one IPv6 customer as one, as sign-ins do', async () => {
    for (let i = 1; i <= LIMIT; i++) expect(await ask(`2001:db8:1:2::${i}`)).toBe(true);
    await expect(ask('2001:db8:1:2:ffff::1')).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await ask('2001:db8:1:3::1')).toBe(true);
  });

  it('counts an IPv4 address as one, however it is written', async () => {
    for (const ip of ['192.0.2.7', '::ffff:192.0.2.7']) expect(await ask(ip)).toBe(true);
    await expect(ask('192.0.2.7')).rejects.toMatchObject({ code: 'rate_limited' });
    expect(await ask('192.0.2.8')).toBe(true);
  });
});
