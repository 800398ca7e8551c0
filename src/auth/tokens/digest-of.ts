import { hash } from 'node:crypto';

/** SHA-256 in hex. Enough for secrets of 256 random bits: there is nothing to guess, so nothing to slow down. */
export function digestOf(secret: string): string {
  return hash('sha256', secret, 'hex');
}
