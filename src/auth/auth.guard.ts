/** Lets a request in only with a live credential its route accepts. Reads the Authorization header and nothing else. */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Response } from 'express';
import type { MaybeAuthenticatedRequest } from '../http/current-user.decorator.js';
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
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rule = this.rules.of(context);
    if (rule.isPublic) return true;
    const request = context.switchToHttp().getRequest<MaybeAuthenticatedRequest>();
    const response = context.switchToHttp().getResponse<Response>();
    const found = this.credentials.findIn(request.headers.authorization);
    const admit = (known: KnownCredential) => this.admit(known, rule, request, response);
    return found instanceof Promise ? found.then(admit) : admit(found);
  }

  private admit(
    { principal }: KnownCredential,
    rule: RouteRule,
    request: MaybeAuthenticatedRequest,
    response: Response,
  ): true {
    // Who is not allowed to is counted as this account all the same.
    request.principal = principal;
    checkRule(rule, principal);
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
