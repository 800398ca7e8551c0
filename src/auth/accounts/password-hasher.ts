/** Hashes and checks passwords with argon2id. Must know nothing of accounts. */
import { availableParallelism } from 'node:os';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { WorkGate } from './work-gate.js';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. The library's default algorithm is argon2id. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hash of a random password nobody knows, made with the same parameters: what is checked where there is no account. */
export const NOBODYS_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$RO58rWzRwQJ3yIiILniu0Q$A9z/vWiq2VP6PnsctkF8VcUdw9J7gP4+9rb3hfg+onw';

/** 19 MiB each; one thread of libuv's four is left for files and name look-ups. */
const AT_ONCE = Math.max(1, Math.min(3, availableParallelism() - 1));
const QUEUE_LIMIT = 256;

@Injectable()
export class PasswordHasher {
  private readonly gate = new WorkGate(AT_ONCE, QUEUE_LIMIT);

  /** A PHC string. Throws `overloaded` when too many are waiting. */
  hash(password: string): Promise<string> {
    return this.gate.run(() => hash(normalize(password), PARAMETERS));
  }

  /** Without a hash (no such account) it does the same work and says no, so that time tells nothing. */
  verify(passwordHash: string | undefined, password: string): Promise<boolean> {
    return this.gate.run(async () => {
      const matches = await verify(passwordHash ?? NOBODYS_HASH, normalize(password));
      return matches && passwordHash !== undefined;
    });
  }
}

/** NIST SP 800-63B: the same password typed on another keyboard gives the same bytes. */
function normalize(password: string): string {
  return password.normalize('NFKC');
}
