/**
 * First middleware of every request: its id, its log line and its metric, and the refusal where its head is not what HTTP
 * asks for or the server is leaving.
 */
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { AppError } from '../common/app-error.js';
import { newId } from '../common/ids.js';
import type { MaybeAuthenticatedRequest } from './current-user.decorator.js';
import type { HealthRegistry } from './health/health-registry.js';
import type { HttpMetrics } from './metrics/http-metrics.js';
import { endWithConnection } from './pipelined.js';
import { requestContext } from './request-context.js';

/** Anything else could forge log lines or be too long for them. */
const SANE_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The one thing that can be expected, as Node looks for it. */
const CONTINUE = /(?:^|\W)100-continue(?:$|\W)/i;

export function openRequest(logger: Logger, metrics: HttpMetrics, health: HealthRegistry): RequestHandler {
  return (request, response, next) => {
    const given = request.headers['x-request-id'];
    const requestId = typeof given === 'string' && SANE_ID.test(given) ? given : newId();
    const started = performance.now();
    response.setHeader('X-Request-Id', requestId);
    if (!response.socket) endWithConnection(response);
    response.once('close', () => record(request, response, performance.now() - started));
    const { traceparent } = request.headers;
    const context = typeof traceparent === 'string' ? { requestId, traceparent } : { requestId };
    requestContext.run(context, () => enter(request, response, next));
  };

  function enter(request: Request, response: Response, next: NextFunction): void {
    const fault = headFault(request);
    if (fault) return next(fault);
    if (!health.shuttingDown) return next();
    response.setHeader('Connection', 'close');
    if (request.path.startsWith('/health/')) return next();
    next(new AppError('shutting_down', undefined, { retryAfter: 3 }));
  }

  function record(request: MaybeAuthenticatedRequest, response: Response, milliseconds: number): void {
    const route = routeOf(request);
    metrics.observe(request.method, route, response.statusCode, milliseconds);
    if (!logger.isLevelEnabled('info')) return;
    logger.info({
      method: request.method,
      route,
      status: response.statusCode,
      ms: Math.round(milliseconds * 10) / 10,
      user_id: request.principal?.userId,
      request_id: response.getHeader('X-Request-Id'),
      aborted: response.writableFinished ? undefined : true,
    });
  }
}

/** RFC 9112, section 3.2, and RFC 9110, section 10.1.1. */
function headFault({ httpVersion, headers }: Request): AppError | undefined {
  if (headers.host === undefined && httpVersion === '1.1')
    return new AppError('bad_request', 'The request has no Host header.');
  const { expect } = headers;
  return expect === undefined || CONTINUE.test(expect) ? undefined : new AppError('expectation_failed');
}

/** The pattern of the route, as paths and queries hold ids and words of users. */
function routeOf(request: Request): string {
  const route = request.route as { path?: unknown } | undefined;
  return typeof route?.path === 'string' ? route.path : 'none';
}
