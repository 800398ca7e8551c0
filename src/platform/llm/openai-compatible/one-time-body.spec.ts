import { describe, expect, it } from '@jest/globals';
import { OneTimeBody } from './one-time-body.js';

describe('OneTimeBody', () => {
  it('knows its length in bytes before anybody reads it', () => {
    expect(new OneTimeBody('grüße 😀').length).toBe(Buffer.byteLength('grüße 😀'));
  });

  it('gives its bytes once', () => {
    const body = new OneTimeBody('{"model":"x"}');
    expect(Buffer.concat([...body]).toString()).toBe('{"model":"x"}');
    expect([...body]).toEqual([]);
  });
});
