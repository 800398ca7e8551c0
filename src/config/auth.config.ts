import type { Environment } from './variables.js';

/** Accounts, tokens and the limits that guard them. */
export class AuthConfig {
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly registration: Environment['REGISTRATION'];
  readonly passwordMinLength: number;
  readonly loginMaxFailures: number;

  constructor(
    env: Environment,
    /** Signs access tokens. */
    readonly jwtSecret: string,
  ) {
    this.accessTokenSeconds = env.JWT_ACCESS_TOKEN_EXPIRES;
    this.refreshTokenSeconds = env.JWT_REFRESH_TOKEN_EXPIRES;
    this.registration = env.REGISTRATION;
    this.passwordMinLength = env.PASSWORD_MIN_LENGTH;
    this.loginMaxFailures = env.LOGIN_MAX_FAILURES;
  }
}
