/** Makes an account for somebody who asks for one, if this server lets them. Must know nothing of HTTP. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { AuthConfig } from '../../config/auth.config.js';
import type { Statement } from '../../platform/database/statement.js';
import { UnexpectedChanges } from '../../platform/database/statement.js';
import { Invites } from '../invites/invites.js';
import { Peers } from '../throttle/peers.js';
import { RefreshFamilies } from '../tokens/refresh-families.js';
import type { SignedIn } from '../tokens/token-pair.view.js';
import { Accounts } from './accounts.js';
import { PasswordPolicy } from './password-policy.js';
import { parseUsername } from './username.js';

export interface RegistrationRequest {
  username: string;
  password: string;
  inviteCode?: string;
  /** Network address of who asks. */
  address?: string;
}

@Injectable()
export class Registration {
  constructor(
    private readonly config: AuthConfig,
    private readonly accounts: Accounts,
    private readonly invites: Invites,
    private readonly policy: PasswordPolicy,
    private readonly families: RefreshFamilies,
    private readonly peers: Peers,
  ) {}

  /** Everything that costs nothing is checked before the password is hashed, and again by the transaction. */
  async register(request: RegistrationRequest): Promise<SignedIn> {
    const code = await this.admit(request.inviteCode);
    const username = parseUsername(request.username);
    this.policy.check(request.password, username.name);
    const draft = await this.accounts.draft(username, request.password);
    const family = this.families.begin({ userId: draft.id }, this.peers.hashOf(request.address));
    const redeemed: Statement[] = code === undefined ? [] : [this.invites.redeem(code, draft.id)];
    try {
      const user = await this.accounts.save(draft, redeemed, family.statements);
      return { user, familyId: family.id, refreshToken: family.refreshToken };
    } catch (error) {
      // The first statement is the invite's: somebody else was faster with the code.
      if (code !== undefined && error instanceof UnexpectedChanges && error.index === 0) {
        throw new AppError('invite_required', undefined, { cause: error });
      }
      throw error;
    }
  }

  /** The invite code to redeem; undefined where none is needed. */
  private async admit(inviteCode: string | undefined): Promise<string | undefined> {
    if (this.config.registration === 'closed') throw new AppError('registration_closed');
    if (this.config.registration === 'open') return undefined;
    if (inviteCode === undefined || !(await this.invites.isUsable(inviteCode))) throw new AppError('invite_required');
    return inviteCode;
  }
}
