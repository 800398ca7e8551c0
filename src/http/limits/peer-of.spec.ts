import { describe, expect, it } from '@jest/globals';
import { peerOf } from './peer-of.js';

describe('peerOf', () => {
  it('is the IPv4 address, also when it comes as IPv6', () => {
    expect(peerOf('192.0.2.7')).toBe('192.0.2.7');
    expect(peerOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
  });

  it('is the /64 of an IPv6 address', () => {
    expect(peerOf('2001:db8:1:2:aaaa::1')).toBe(peerOf('2001:db8:1:2:bbbb::2'));
    expect(peerOf('2001:db8:1:2::1')).not.toBe(peerOf('2001:db8:1:3::1'));
  });

  it('is the address of those that a proxy forwards with their port', () => {
    expect(peerOf('192.0.2.7:51234')).toBe('192.0.2.7');
    expect(peerOf('[2001:db8:1:2::1]:51234')).toBe(peerOf('2001:db8:1:2::1'));
    expect(peerOf('[2001:db8:1:2::1]')).toBe(peerOf('2001:db8:1:2::1'));
  });

  it('is one peer for whatever is no address', () => {
    expect(peerOf(undefined)).toBe('unknown');
    for (const no of ['localhost', 'localhost:80', '192.0.2.7:', '[192.0.2', '']) expect(peerOf(no)).toBe('unknown');
  });
});
