/** Who is asking: accounts, sign-ins, API keys, invites, and the guard before every route. Knows no room above. */
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccountController } from './account.controller.js';
import { AccountRemoval } from './accounts/account-removal.js';
import { Accounts } from './accounts/accounts.js';
import { PasswordChange } from './accounts/password-change.js';
import { PasswordHasher } from './accounts/password-hasher.js';
import { PasswordPolicy } from './accounts/password-policy.js';
import { PasswordProof } from './accounts/password-proof.js';
import { Registration } from './accounts/registration.js';
import { SignIn } from './accounts/sign-in.js';
import { UserAdministration } from './accounts/user-administration.js';
import { AdminUsersController } from './admin-users.controller.js';
import { AuthGuard } from './auth.guard.js';
import { CredentialState } from './credentials/credential-state.js';
import { Credentials } from './credentials/credentials.js';
import { RequestsInFlight } from './credentials/requests-in-flight.js';
import { RevocationSignals } from './credentials/revocation-signals.js';
import { RouteRules } from './credentials/route-rules.js';
import { InvitesController } from './invites.controller.js';
import { Invites } from './invites/invites.js';
import { KeysController } from './keys.controller.js';
import { ApiKeys } from './keys/api-keys.js';
import { KeyUse } from './keys/key-use.js';
import { OpenStreams } from './open-streams.js';
import { Receipts } from './receipts/receipts.js';
import { ReceiptsController } from './receipts.controller.js';
import { RetentionController } from './retention.controller.js';
import { RetentionRules } from './retention/retention-rules.js';
import { SignInController } from './sign-in.controller.js';
import { FailureCounter } from './throttle/failure-counter.js';
import { LoginThrottle } from './throttle/login-throttle.js';
import { Peers } from './throttle/peers.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { RefreshFamilies } from './tokens/refresh-families.js';
import { TokenPairs } from './tokens/token-pairs.js';

const accounts = [
  AccountRemoval,
  Accounts,
  PasswordChange,
  PasswordHasher,
  PasswordPolicy,
  PasswordProof,
  Registration,
  SignIn,
  UserAdministration,
];
const credentials = [
  CredentialState,
  Credentials,
  KeyUse,
  OpenStreams,
  RequestsInFlight,
  RevocationSignals,
  RouteRules,
];
const secrets = [AccessTokens, ApiKeys, Invites, RefreshFamilies, TokenPairs];
const limits = [FailureCounter, LoginThrottle, Peers];

@Module({
  controllers: [
    SignInController,
    AccountController,
    KeysController,
    AdminUsersController,
    InvitesController,
    ReceiptsController,
    RetentionController,
  ],
  providers: [
    ...accounts,
    ...credentials,
    ...secrets,
    ...limits,
    Receipts,
    RetentionRules,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [AccountRemoval, Accounts, ApiKeys, Credentials, OpenStreams, RequestsInFlight, RetentionRules],
})
export class AuthModule {}
