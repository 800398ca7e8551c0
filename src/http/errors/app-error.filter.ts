/** Answers every error that leaves a route, a guard or the body parser; logs those of 500 and above, as errors where they are our fault. */
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AppError } from '../../common/app-error.js';
import { isOwnFault } from '../../common/error-codes.js';
import { RateLimitGuard } from '../limits/rate-limit.guard.js';
import { currentRequestId } from '../request-context.js';
import { allowedMethods } from './allowed-methods.js';
import { toAppError } from './to-app-error.js';
import { toErrorBody } from './to-error-body.js';

const ANNOUNCED = ['Content-Type', 'Content-Length', 'Content-Disposition', 'Content-Encoding', 'Content-Range'];

@Catch()
export class AppErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('Errors');

  constructor(private readonly rates: RateLimitGuard) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const error = thrown instanceof AppError ? thrown : refineNotFound(toAppError(thrown), request, response);
    if (error.status >= 500 || response.headersSent || !this.rates.isUncounted(request, response)) {
      return this.answer(error, response);
    }
    // Probes and guesses are requests, too: beyond their limit the answer is that. Who is let in from there is not held up.
    this.rates.countRefused(request, response).then(
      () => this.answer(error, response),
      (refusal: unknown) => this.answer(toAppError(refusal), response),
    );
  }

  private log(error: AppError): void {
    const { code, message, cause } = error;
    if (isOwnFault(code)) this.logger.error({ err: cause ?? error, code }, message);
    // Whole: what the other did is told by the error, not by its cause.
    else this.logger.warn({ err: error, code }, message);
  }

  private answer(error: AppError, response: Response): void {
    if (error.status >= 500 && !error.isLogged) this.log(error);
    if (response.headersSent) {
      // A stream that has begun carries its own ending; all that is left is not to leave the client waiting.
      if (!response.writableEnded) response.destroy();
      return;
    }
    const body = toErrorBody(error, currentRequestId());
    if (body.retry_after !== undefined) response.setHeader('Retry-After', String(body.retry_after));
    if (error.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
    // The route may have announced something else before it failed.
    for (const name of ANNOUNCED) response.removeHeader(name);
    response.setHeader('Cache-Control', 'no-store');
    response.status(error.status).json(body);
  }
}

/** Nest says "not found" for a route that is there under another method; a route that says so itself is believed. */
function refineNotFound(error: AppError, request: Request, response: Response): AppError {
  if (error.code !== 'route_not_found') return error;
  const methods = allowedMethods(request);
  if (!methods.length || methods.includes(request.method)) return error;
  response.setHeader('Allow', methods.join(', '));
  return new AppError('method_not_allowed');
}
