/** Lets a request in only with a live credential its route accepts. Reads the Authorization header and nothing else. */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { AppError } from '../common/app-error.js';
import type { MaybeAuthenticatedRequest } from '../http/current-user.decorator.js';
import { RateLimitGuard } from '../http/limits/rate-limit.guard.js';
import { requestContext } from '../http/request-context.js';
import { Credentials, type KnownCredential } from './credentials/credentials.js';
import { RequestsInFlight } from './credentials/requests-in-flight.js';
import { checkRule, type RouteRule, RouteRules } from './credentials/route-rules.js';

@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly credentials: Credentials,
    private readonly inFlight: RequestsInFlight,
    private readonly rules: RouteRules,
    private readonly rates: RateLimitGuard,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rule = this.rules.of(context);
    if (rule.isPublic) return true;
    const request = context.switchToHttp().getRequest<MaybeAuthenticatedRequest>();
    const response = context.switchToHttp().getResponse<Response>();
    const refuse = (error: unknown) => this.refuse(error, request, response);
    let found: KnownCredential | Promise<KnownCredential>;
    try {
      found = this.credentials.findIn(request.headers.authorization);
    } catch (error) {
      return refuse(error);
    }
    const admit = (known: KnownCredential) => this.admit(known, rule, request, response);
    return found instanceof Promise ? found.then(admit, refuse) : admit(found);
  }

  /**
   * Guesses are requests, too: beyond the limit of their address, or of the account that is not allowed to, the answer is
   * that. Who is let in from there is not held up.
   */
  private async refuse(error: unknown, request: MaybeAuthenticatedRequest, response: Response): Promise<never> {
    const isRefusal = error instanceof AppError && (error.status === 401 || error.status === 403);
    if (isRefusal) await this.rates.countRefused(request, response);
    throw error;
  }

  private admit(
    { principal }: KnownCredential,
    rule: RouteRule,
    request: MaybeAuthenticatedRequest,
    response: Response,
  ): true | Promise<never> {
    request.principal = principal;
    try {
      checkRule(rule, principal);
    } catch (error) {
      return this.refuse(error, request, response);
    }
    const context = requestContext.getStore();
    if (context) {
      context.userId = principal.userId;
      if (principal.via === 'api_key') context.keyId = principal.credentialId;
    }
    // A client that left while its credential was read: 'close' has been and will not come again.
    if (response.closed) return true;
    this.inFlight.begin(principal);
    response.once('close', () => this.inFlight.end(principal));
    return true;
  }
}
