/** Answers every error that leaves a route, a guard or the body parser. */
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AppError } from '../../common/app-error.js';
import { RateLimitGuard } from '../limits/rate-limit.guard.js';
import { allowedMethods } from './allowed-methods.js';
import { answerError } from './answer-error.js';
import { toAppError } from './to-app-error.js';

@Catch()
export class AppErrorFilter implements ExceptionFilter {
  constructor(private readonly rates: RateLimitGuard) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const error = thrown instanceof AppError ? thrown : refineNotFound(toAppError(thrown), request, response);
    if (error.status >= 500 || response.headersSent || !this.rates.isUncounted(request, response)) {
      return answerError(error, response);
    }
    // Probes and guesses are requests, too: beyond their limit the answer is that. Who is let in from there is not held up.
    this.rates.countRefused(request, response).then(
      () => answerError(error, response),
      (refusal: unknown) => answerError(toAppError(refusal), response),
    );
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
