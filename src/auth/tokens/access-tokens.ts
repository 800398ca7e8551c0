/** Signs and reads access tokens (JWT, RFC 7519). Must know nothing of accounts or of revocation. */
import { createSecretKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { AppError } from '../../common/app-error.js';
import { Clock } from '../../common/clock.js';
import { isId } from '../../common/ids.js';
import { AuthConfig } from '../../config/auth.config.js';

const NAME = 'rai-chat';
/** One algorithm, named at signing and at reading: a token cannot choose how it is checked. */
const ALGORITHM = 'HS256';

/** What a valid token says: who, through which sign-in, and until when (milliseconds since the epoch). */
export interface AccessClaim {
  userId: string;
  familyId: string;
  expiresAt: number;
}

@Injectable()
export class AccessTokens {
  private readonly jwt: JwtService;

  constructor(
    private readonly config: AuthConfig,
    private readonly clock: Clock,
  ) {
    // As a key object: for a string jsonwebtoken first tries to parse a PEM, which costs 0.5 ms each time it fails.
    const key = createSecretKey(Buffer.from(config.jwtSecret));
    this.jwt = new JwtService({ secretOrKeyProvider: () => key });
  }

  /** Seconds a token lives. */
  get lifetime(): number {
    return this.config.accessTokenSeconds;
  }

  sign(userId: string, familyId: string): string {
    const iat = this.seconds();
    return this.jwt.sign(
      { typ: 'access', fam: familyId, iat, exp: iat + this.lifetime },
      { algorithm: ALGORITHM, subject: userId, audience: NAME, issuer: NAME },
    );
  }

  /** Throws `token_expired` or `unauthorized`. */
  read(token: string): AccessClaim {
    const { typ, sub, fam, exp } = this.verified(token);
    if (typ !== 'access' || !isId(sub) || !isId(fam) || typeof exp !== 'number') throw new AppError('unauthorized');
    return { userId: sub, familyId: fam, expiresAt: exp * 1000 };
  }

  private verified(token: string): Record<string, unknown> {
    try {
      return this.jwt.verify<Record<string, unknown>>(token, {
        algorithms: [ALGORITHM],
        audience: NAME,
        issuer: NAME,
        clockTimestamp: this.seconds(),
      });
    } catch (cause) {
      const expired = cause instanceof Error && cause.name === 'TokenExpiredError';
      throw new AppError(expired ? 'token_expired' : 'unauthorized', undefined, { cause });
    }
  }

  private seconds(): number {
    return Math.floor(this.clock.now() / 1000);
  }
}
