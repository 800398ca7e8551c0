import { describe, expect, it } from '@jest/globals';
import type { AppError } from '../../common/app-error.js';
import type { AuthConfig } from '../../config/auth.config.js';
import { PasswordPolicy } from './password-policy.js';

const policy = new PasswordPolicy({ passwordMinLength: 8 } as AuthConfig);
const codeOf = (password: string, username = 'alice'): string => {
  try {
    policy.check(password, username);
  } catch (error) {
    return (error as AppError).code;
  }
  return 'accepted';
};

describe('the password policy', () => {
  it.each([
    'password',
    'Password1',
    'P@ssw0rd',
    'PASSWORD123!',
    'iloveyou',
    'qwertyuiop',
    '12345678',
    '87654321',
    'abcdefgh',
    'aaaaaaaa',
    'abcabcabc',
    '12121212',
    'correct horse battery staple',
    'contraseña',
  ])('refuses the common %s', (password) => {
    expect(codeOf(password)).toBe('weak_password');
  });

  it.each(['xylophone', 'enohpolyx', 'xylophonexylophone', 'XYLOPHONE'])(
    'refuses %s for its own account',
    (password) => {
      expect(codeOf(password, 'Xylophone')).toBe('weak_password');
      expect(codeOf(password, 'somebody')).toBe('accepted');
    },
  );

  it.each(['correct-horse-41', 'Tr0ub4dor&3', 'дождь и чай', 'hedge blue 94', 'p4ssionfruit-tree'])(
    'accepts %s',
    (password) => {
      expect(codeOf(password)).toBe('accepted');
    },
  );

  it('counts characters and has an upper end', () => {
    expect(codeOf('h7;k2pQ')).toBe('validation_failed');
    expect(codeOf('😀🎈🌧h7k2')).toBe('validation_failed');
    expect(codeOf('ab1'.repeat(2) + 'x'.repeat(1018))).toBe('accepted');
    expect(codeOf('ab1'.repeat(2) + 'x'.repeat(1019))).toBe('validation_failed');
    expect(codeOf('h7;k2pQ\ud800')).toBe('validation_failed');
  });
});
