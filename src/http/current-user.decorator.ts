import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { Principal } from '../common/owner.js';

/** A request after the guard: it knows its caller. */
export interface AuthenticatedRequest extends Request {
  principal: Principal;
}

/** A request that may not have come by the guard yet. */
export type MaybeAuthenticatedRequest = Request & { principal?: Principal };

/** The caller, as the guard in auth/ found out. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): Principal =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().principal,
);
