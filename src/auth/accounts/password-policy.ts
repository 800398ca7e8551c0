/** Which passwords are refused: too short, too long, or among the first that are tried. */
import { Injectable } from '@nestjs/common';
import { AppError } from '../../common/app-error.js';
import { AuthConfig } from '../../config/auth.config.js';
import { isCommonPassword } from './is-common-password.js';

/** Longer ones only cost time to hash. */
export const MAX_PASSWORD_LENGTH = 1024;

/** It would be replaced on its way to bytes, and different passwords would become one. */
const UNPAIRED_SURROGATE = /\p{Cs}/u;

@Injectable()
export class PasswordPolicy {
  constructor(private readonly config: AuthConfig) {}

  /** Throws 400. `field` is the name the client used for it. */
  check(password: string, username: string, field = 'password'): void {
    const problem = this.problem(password, username);
    if (!problem) return;
    const [code, message] = problem;
    throw new AppError(code, undefined, { details: [{ field, message }] });
  }

  private problem(password: string, username: string): ['validation_failed' | 'weak_password', string] | undefined {
    const { passwordMinLength } = this.config;
    const length = [...password].length;
    if (length < passwordMinLength) return ['validation_failed', `must have ${passwordMinLength} characters or more`];
    if (length > MAX_PASSWORD_LENGTH)
      return ['validation_failed', `must have ${MAX_PASSWORD_LENGTH} characters at most`];
    if (UNPAIRED_SURROGATE.test(password)) return ['validation_failed', 'must be well-formed Unicode'];
    if (isCommonPassword(password)) return ['weak_password', 'is among the passwords that are tried first'];
    if (namesItsOwner(password, username)) return ['weak_password', 'must not be the user name'];
    return undefined;
  }
}

function namesItsOwner(password: string, username: string): boolean {
  const [secret, name] = [password, username].map((text) => text.normalize('NFKC').toLowerCase());
  return secret === name || secret === [...name!].reverse().join('') || secret === name!.repeat(2);
}
