import { createHmac, hkdfSync } from 'node:crypto';

/** A key for one purpose, made from the server's secret (HKDF, RFC 5869), so that no two uses share a key. */
export function derivedKey(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `rai-chat ${purpose}`, 32));
}

/** HMAC-SHA-256 as base64url. */
export function keyedHash(key: Buffer, value: string): string {
  return createHmac('sha256', key).update(value).digest('base64url');
}
