/** Signs somebody in by user name and password, telling a stranger nothing about which names exist. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { Database } from '../../platform/database/database.js';
import { UnexpectedChanges } from '../../platform/database/statement.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { LoginThrottle } from '../throttle/login-throttle.js';
import { Peers } from '../throttle/peers.js';
import { digestOf } from '../tokens/digest-of.js';
import { RefreshFamilies } from '../tokens/refresh-families.js';
import type { SignedIn } from '../tokens/token-pair.view.js';
import type { User } from '../user.entity.js';
import { stillTheSame } from './account-statements.js';
import { Accounts } from './accounts.js';
import { PasswordHasher } from './password-hasher.js';
import { usernameKey } from './username.js';

export interface SignInRequest {
  username: string;
  password: string;
  /** Network address of who asks. */
  address?: string;
}

@Injectable()
export class SignIn {
  constructor(
    private readonly accounts: Accounts,
    private readonly hasher: PasswordHasher,
    private readonly throttle: LoginThrottle,
    private readonly families: RefreshFamilies,
    private readonly peers: Peers,
    private readonly database: Database,
    private readonly events: EventBus,
  ) {}

  /** Throws `invalid_credentials` or `login_throttled`, in the same order and time whether or not the name exists. */
  async signIn(request: SignInRequest): Promise<SignedIn> {
    const user = await this.accounts.find(request.username);
    const peer = this.peers.hashOf(request.address);
    const matches = await this.throttle.attempt(
      {
        account: digestOf(usernameKey(request.username) ?? request.username),
        peer,
        isKnownPeer: async () => (user ? this.families.knowsPeer({ userId: user.id }, peer) : false),
      },
      () => this.hasher.verify(user?.passwordHash, request.password),
    );
    this.events.emit('login.ended', { userId: user?.id, ok: matches && !user?.disabled });
    if (!user || !matches) throw new AppError('invalid_credentials');
    if (user.disabled) throw new AppError('account_disabled');
    return this.begin(user, peer);
  }

  private async begin(user: User, peer: string): Promise<SignedIn> {
    const family = this.families.begin({ userId: user.id }, peer);
    try {
      await this.database.batch([stillTheSame(user), ...family.statements]);
    } catch (error) {
      // Between the check and now the password was changed or the account disabled or deleted.
      if (error instanceof UnexpectedChanges) throw new AppError('invalid_credentials', undefined, { cause: error });
      throw error;
    }
    return { user, familyId: family.id, refreshToken: family.refreshToken };
  }
}
