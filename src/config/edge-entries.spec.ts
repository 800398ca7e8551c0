import { describe, expect, it } from '@jest/globals';
import { isOrigin, isProxyEntry } from './edge-entries.js';

describe('an entry of TRUST_PROXY', () => {
  it.each(['loopback', '10.0.0.7', '172.30.61.0/24', '10.0.0.0/255.0.0.0', '::1', 'fd00::/8'])('may be %s', (entry) => {
    expect(isProxyEntry(entry)).toBe(true);
  });
  it.each(['1', 'true', 'proxy', '10.0.0.0/99', '10.0.0.0/8/8', '::1/255.0.0.0', '10.0.0.0/', ''])(
    'may not be %s',
    (entry) => expect(isProxyEntry(entry)).toBe(false),
  );
});

describe('an entry of CORS_ORIGINS', () => {
  it.each(['https://a.test', 'http://localhost:5173', 'http://[::1]:3000', 'capacitor://localhost'])(
    'may be %s',
    (entry) => {
      expect(isOrigin(entry)).toBe(true);
    },
  );
  it.each([
    '*',
    'a.test',
    'https://a.test/',
    'https://a.test:443',
    'https://A.test',
    'https://*.test/x',
    'null',
    'https://u@a.test',
    'https:',
  ])('may not be %s', (entry) => expect(isOrigin(entry)).toBe(false));
});
