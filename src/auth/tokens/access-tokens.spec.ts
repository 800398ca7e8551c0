import { describe, expect, it } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import { ManualClock } from '../../../test/support/manual-clock.js';
import type { AppError } from '../../common/app-error.js';
import { newId } from '../../common/ids.js';
import type { AuthConfig } from '../../config/auth.config.js';
import { AccessTokens } from './access-tokens.js';

const SECRET = 'a secret for the tests of access tokens';

describe('AccessTokens', () => {
  const clock = new ManualClock();
  const tokens = new AccessTokens({ jwtSecret: SECRET, accessTokenSeconds: 60 } as AuthConfig, clock);
  const [user, family] = [newId(), newId()];
  const seconds = Math.floor(clock.now() / 1000);
  const good = {
    typ: 'access',
    fam: family,
    sub: user,
    aud: 'rai-chat',
    iss: 'rai-chat',
    iat: seconds,
    exp: seconds + 60,
  };
  const sign = (claims: object, secret = SECRET, algorithm: 'HS256' | 'HS384' | 'HS512' = 'HS256') =>
    new JwtService({ secret }).sign(JSON.parse(JSON.stringify(claims)) as object, { algorithm });
  const codeOf = (token: string) => {
    try {
      tokens.read(token);
    } catch (error) {
      return (error as AppError).code;
    }
    return 'accepted';
  };

  it('reads what it signed', () => {
    const claim = { userId: user, familyId: family, expiresAt: (seconds + 60) * 1000 };
    expect(tokens.read(tokens.sign(user, family))).toEqual(claim);
    expect(tokens.read(sign(good))).toEqual(claim);
  });

  it.each(['HS384', 'HS512'] as const)('refuses %s', (algorithm) => {
    expect(codeOf(sign(good, SECRET, algorithm))).toBe('unauthorized');
  });

  it('refuses a token without a signature', () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    expect(codeOf(`${part({ alg: 'none', typ: 'JWT' })}.${part(good)}.`)).toBe('unauthorized');
    expect(codeOf(sign(good).replace(/\.[^.]+$/, '.'))).toBe('unauthorized');
  });

  it.each([
    ['another secret', sign(good, 'another secret, as long as the first one')],
    ['another kind', sign({ ...good, typ: 'refresh' })],
    ['another audience', sign({ ...good, aud: 'other' })],
    ['another issuer', sign({ ...good, iss: 'other' })],
    ['no subject', sign({ ...good, sub: undefined })],
    ['a subject that is no id', sign({ ...good, sub: "' OR 1=1" })],
    ['no family', sign({ ...good, fam: undefined })],
    ['no end', sign({ ...good, exp: undefined })],
    ['no token at all', 'abc'],
  ])('refuses %s', (_, token) => {
    expect(codeOf(token)).toBe('unauthorized');
  });

  it('tells an expired one apart', async () => {
    const token = tokens.sign(user, family);
    await clock.advance(59_000);
    expect(codeOf(token)).toBe('accepted');
    await clock.advance(1_000);
    expect(codeOf(token)).toBe('token_expired');
  });
});
