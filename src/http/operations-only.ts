/** A server of role `worker` answers whoever operates it, and nobody else. */
import type { RequestHandler } from 'express';
import { AppError } from '../common/app-error.js';

const OPERATIONS = /^\/(health|metrics)(\/|$)/;

export function operationsOnly(): RequestHandler {
  return (request, _response, next) =>
    next(OPERATIONS.test(request.path) ? undefined : new AppError('route_not_found'));
}
