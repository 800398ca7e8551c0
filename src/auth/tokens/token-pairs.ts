/** Turns a sign-in into the pair of tokens a client gets, and a refresh token into the next pair. */
import { Injectable } from '@nestjs/common';
import { Accounts } from '../accounts/accounts.js';
import { AccessTokens } from './access-tokens.js';
import { RefreshFamilies } from './refresh-families.js';
import { type SignedIn, toTokenPairView } from './token-pair.view.js';

@Injectable()
export class TokenPairs {
  constructor(
    private readonly tokens: AccessTokens,
    private readonly families: RefreshFamilies,
    private readonly accounts: Accounts,
  ) {}

  of(signedIn: SignedIn) {
    const accessToken = this.tokens.sign(signedIn.user.id, signedIn.familyId);
    return toTokenPairView(signedIn, accessToken, this.tokens.lifetime);
  }

  /** Spends the refresh token. */
  async refresh(refreshToken: string) {
    const rotated = await this.families.rotate(refreshToken);
    const user = await this.accounts.byId(rotated.userId);
    return this.of({ user, familyId: rotated.id, refreshToken: rotated.refreshToken });
  }
}
