/** Gives an account another password and ends its other sign-ins, and its API keys where that is asked, in the same transaction. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import type { Principal } from '../../common/owner.js';
import { UnexpectedChanges } from '../../platform/database/statement.js';
import { ApiKeys } from '../keys/api-keys.js';
import { RefreshFamilies } from '../tokens/refresh-families.js';
import { PasswordHasher } from './password-hasher.js';
import { PasswordPolicy } from './password-policy.js';
import { PasswordProof } from './password-proof.js';

export interface PasswordChangeRequest {
  currentPassword: string;
  newPassword: string;
  /** End the account's API keys too; they stay otherwise. */
  revokeApiKeys: boolean;
}

@Injectable()
export class PasswordChange {
  constructor(
    private readonly proof: PasswordProof,
    private readonly policy: PasswordPolicy,
    private readonly hasher: PasswordHasher,
    private readonly families: RefreshFamilies,
    private readonly keys: ApiKeys,
    private readonly clock: Clock,
  ) {}

  /** The sign-in that asks stays. */
  async change(principal: Principal, request: PasswordChangeRequest): Promise<void> {
    const user = await this.proof.check(principal, request.currentPassword);
    this.policy.check(request.newPassword, user.username, 'new_password');
    const passwordHash = await this.hasher.hash(request.newPassword);
    const set = {
      sql: 'UPDATE users SET password_hash = ?, updated_at = ? WHERE id = ? AND password_hash = ?',
      params: [passwordHash, this.clock.iso(), user.id, user.passwordHash],
      expect: 1,
    };
    const keys = request.revokeApiKeys ? await this.keys.endingAll(principal) : undefined;
    const first = keys ? [set, keys.statement] : [set];
    try {
      await this.families.endOthers(principal, principal.credentialId, first);
    } catch (error) {
      // Another change was faster: what was proved is no longer the password.
      if (error instanceof UnexpectedChanges) throw new AppError('invalid_credentials', undefined, { cause: error });
      throw error;
    }
    keys?.announce();
  }
}
