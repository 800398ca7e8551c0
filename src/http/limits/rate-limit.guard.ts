/** Limits requests a minute for one account, or one address where nobody is signed in. Runs after the guard of auth/. */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AppError } from '../../common/app-error.js';
import { LimitsConfig } from '../../config/limits.config.js';
import { KeyValueStore } from '../../platform/store/key-value-store.js';
import type { MaybeAuthenticatedRequest } from '../current-user.decorator.js';
import { AccountLimits } from './account-limits.js';
import { peerOf } from './peer-of.js';

const WINDOW_MS = 60_000;
/** Probes and scrapers come from one address and must not lose their view of a busy server. */
const EXEMPT = /^\/(health|metrics)(\/|$)/;

@Injectable()
export class RateLimitGuard implements CanActivate {
  constructor(
    private readonly limits: LimitsConfig,
    private readonly accounts: AccountLimits,
    private readonly store: KeyValueStore,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<MaybeAuthenticatedRequest>();
    return this.isExempt(request) || this.takeOf(request, http.getResponse<Response>());
  }

  /** Whether a request ended before it came here: nobody was asked, or let in, or there is no such route. */
  isUncounted(request: Request, response: Response): boolean {
    return !this.isExempt(request) && !response.hasHeader('RateLimit-Limit');
  }

  /** Counts a request that was refused before it came here. Throws `rate_limited`. */
  async countRefused(request: MaybeAuthenticatedRequest, response: Response): Promise<void> {
    await this.takeOf(request, response);
  }

  private isExempt({ path }: Request): boolean {
    return !this.limits.rateLimit || EXEMPT.test(path);
  }

  private takeOf({ principal, ip }: MaybeAuthenticatedRequest, response: Response): Promise<boolean> {
    const { requestsPerMinute } = this.limits;
    if (!principal) return this.take(`peer:${peerOf(ip)}`, requestsPerMinute, response);
    const own = this.accounts.of(principal.userId)?.requests_per_minute;
    return this.take(`user:${principal.userId}`, own ?? requestsPerMinute, response);
  }

  private async take(caller: string, limit: number, response: Response): Promise<boolean> {
    const { count, resetsInMs } = await this.store.increment(`rate:${caller}`, WINDOW_MS);
    const seconds = Math.max(1, Math.ceil(resetsInMs / 1000));
    response.setHeader('RateLimit-Limit', limit);
    response.setHeader('RateLimit-Remaining', Math.max(0, limit - count));
    response.setHeader('RateLimit-Reset', seconds);
    if (count > limit) throw new AppError('rate_limited', undefined, { retryAfter: seconds });
    return true;
  }
}
