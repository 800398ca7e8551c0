/** Network addresses in the form in which they are counted and remembered. */
import { Injectable } from '@nestjs/common';
import { AuthConfig } from '../../config/auth.config.js';
import { peerOf } from '../../http/limits/peer-of.js';
import { derivedKey, keyedHash } from '../tokens/derived-key.js';

@Injectable()
export class Peers {
  private readonly key: Buffer;

  constructor(config: AuthConfig) {
    this.key = derivedKey(config.jwtSecret, 'peer');
  }

  /** Keyed, so that the database does not tell where people sign in from. */
  hashOf(address: string | undefined): string {
    return keyedHash(this.key, peerOf(address));
  }
}
