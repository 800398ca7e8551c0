import type { User } from '../user.entity.js';
import { toUserView, UserView } from '../accounts/user.view.js';

/** What a sign-in or a refresh gave. */
export interface SignedIn {
  user: User;
  familyId: string;
  refreshToken: string;
}

/** `expiresIn` is in seconds and about the access token. */
export function toTokenPairView({ user, refreshToken }: SignedIn, accessToken: string, expiresIn: number) {
  return {
    status: 'success' as const,
    user: toUserView(user),
    access_token: accessToken,
    refresh_token: refreshToken,
    token_type: 'Bearer' as const,
    expires_in: expiresIn,
  };
}

/** The same for the documentation. */
export const TOKEN_PAIR = {
  user: UserView,
  access_token: { type: 'string' },
  refresh_token: { type: 'string' },
  token_type: { type: 'string', enum: ['Bearer'] },
  expires_in: { type: 'integer', description: 'Seconds the access token lives.' },
};
