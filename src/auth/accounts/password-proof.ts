/** Asks somebody who is signed in for the password once more. A stolen token must not be a way to guess it. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import type { Principal } from '../../common/owner.js';
import { LoginThrottle } from '../throttle/login-throttle.js';
import type { User } from '../user.entity.js';
import { Accounts } from './accounts.js';
import { PasswordHasher } from './password-hasher.js';

@Injectable()
export class PasswordProof {
  constructor(
    private readonly accounts: Accounts,
    private readonly hasher: PasswordHasher,
    private readonly throttle: LoginThrottle,
  ) {}

  /**
   * The account, if the password is its own. Failures count by sign-in, not by account: whoever holds another
   * sign-in cannot use up the owner's.
   */
  async check(principal: Principal, password: string): Promise<User> {
    const user = await this.accounts.byId(principal.userId);
    const attempt = {
      account: `proof ${principal.credentialId}`,
      peer: `proof ${principal.userId}`,
      isKnownPeer: async () => false,
    };
    const matches = await this.throttle.attempt(attempt, () => this.hasher.verify(user.passwordHash, password));
    if (!matches) throw new AppError('invalid_credentials', 'The password is wrong.');
    return user;
  }
}
