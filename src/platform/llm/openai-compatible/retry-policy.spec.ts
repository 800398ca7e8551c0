import { describe, expect, it } from '@jest/globals';
import { UpstreamError } from '../upstream-error.js';
import { retryDelay } from './retry-policy.js';
import { retryAfterSeconds, statusFault } from './wire-fault.js';

const state = { failures: 1, elapsedMs: 0, idleTimeoutMs: 60_000 };
const none = () => 0;

describe('retryDelay', () => {
  it('backs off with jitter, twice', () => {
    const refused = new UpstreamError('refused');
    expect(retryDelay(refused, state, none)).toBe(250);
    expect(retryDelay(refused, state, () => 0.5)).toBe(375);
    expect(retryDelay(refused, { ...state, failures: 2 }, none)).toBe(500);
    expect(retryDelay(refused, { ...state, failures: 3 }, none)).toBeUndefined();
  });

  it('waits as long as asked, up to 30 s and within the idle limit', () => {
    const limited = (seconds: number) => statusFault(429, '', seconds);
    expect(retryDelay(limited(3), state, none)).toBe(3000);
    expect(retryDelay(limited(30), state, none)).toBe(30_000);
    expect(retryDelay(limited(31), state, none)).toBeUndefined();
    expect(retryDelay(limited(3), { ...state, idleTimeoutMs: 1000 }, none)).toBeUndefined();
    expect(retryDelay(limited(3), { ...state, elapsedMs: 59_000 }, none)).toBeUndefined();
  });

  it('never repeats what was refused or timed out', () => {
    for (const status of [400, 401, 403, 404, 413, 504]) {
      expect(retryDelay(statusFault(status, ''), state, none)).toBeUndefined();
    }
    for (const fault of [
      'connect_timeout',
      'first_token_timeout',
      'total_timeout',
      'malformed',
      'circuit_open',
    ] as const) {
      expect(retryDelay(new UpstreamError(fault), state, none)).toBeUndefined();
    }
  });

  it('reads Retry-After as seconds and as a date', () => {
    const now = Date.UTC(2026, 0, 1);
    expect(retryAfterSeconds('7', now)).toBe(7);
    expect(retryAfterSeconds(new Date(now + 9000).toUTCString(), now)).toBe(9);
    expect(retryAfterSeconds(new Date(now - 9000).toUTCString(), now)).toBe(0);
    expect(retryAfterSeconds('soon', now)).toBeUndefined();
  });
});

describe('statusFault', () => {
  it('keeps keys out of the cause and the server’s words out of the message', () => {
    const body = JSON.stringify({
      error: { message: 'Incorrect API key provided: sk-abc123456', code: 'invalid_api_key' },
    });
    const error = statusFault(401, body);
    expect(String(error.cause)).toContain('invalid_api_key');
    expect(String(error.cause)).not.toContain('sk-abc');
    expect(error.message).not.toContain('Incorrect');
  });
});
