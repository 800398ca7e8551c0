/** What an API key looks like: `rai_<prefix>_<secret>`. Pure but for randomness. */
import { randomBytes, randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** 43 letters of 62 are 256 bits. */
const SECRET_LENGTH = 43;

export interface ApiKeySecret {
  /** The whole key, shown once. */
  key: string;
  /** Tells keys apart in lists; no secret. */
  prefix: string;
}

export function newApiKeySecret(): ApiKeySecret {
  const prefix = `rai_${randomBytes(4).toString('hex')}`;
  const secret = Array.from({ length: SECRET_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return { key: `${prefix}_${secret}`, prefix };
}

export function looksLikeApiKey(secret: string): boolean {
  return secret.startsWith('rai_');
}
