/** Who may sign in, and for how long. */
import { z } from 'zod';
import { positive, text } from '../variable-kinds.js';
import { variable } from './variable.js';

export const ACCOUNTS_VARIABLES = {
  JWT_SECRET_KEY: variable(
    'Accounts',
    text.optional(),
    undefined,
    'Secret that signs access tokens, 32 bytes or more; generated in DATA_DIR outside production',
    true,
  ),
  JWT_ACCESS_TOKEN_EXPIRES: variable('Accounts', positive, '86400', 'Seconds an access token lives'),
  JWT_REFRESH_TOKEN_EXPIRES: variable('Accounts', positive, '2592000', 'Seconds a refresh token lives'),
  REGISTRATION: variable(
    'Accounts',
    z.enum(['open', 'closed', 'invite']),
    'open',
    'Who may register: open, invite (a code from an administrator) or closed (command line only)',
  ),
  PASSWORD_MIN_LENGTH: variable('Accounts', positive.max(128), '8', 'Shortest password accepted'),
  LOGIN_MAX_FAILURES: variable(
    'Accounts',
    positive,
    '10',
    'Failed sign-ins an account may see in 15 minutes before further ones wait',
  ),
} as const;
