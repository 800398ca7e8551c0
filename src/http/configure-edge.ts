/** Everything a request passes before it reaches a room, in order. It must know no room. */
import type { INestApplication } from '@nestjs/common';
import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Configuration } from '../config/configuration.js';
import { type BodyGate, readBody } from './body/read-body.js';
import { compressJson } from './compress-json.js';
import { serveDocs } from './docs/serve-docs.js';
import { HealthRegistry } from './health/health-registry.js';
import { RateLimitGuard } from './limits/rate-limit.guard.js';
import { HttpMetrics } from './metrics/http-metrics.js';
import { operationsOnly } from './operations-only.js';
import { openRequest } from './open-request.js';
import { securityHeaders } from './security-headers.js';

/** `check` as of a `BodyGate`: it is auth/ that knows. */
export function configureEdge(
  app: INestApplication,
  express: Express,
  requests: Logger,
  { app: config, limits }: Pick<Configuration, 'app' | 'limits'>,
  check: BodyGate['check'],
): void {
  express.disable('x-powered-by');
  express.disable('etag');
  express.set('query parser', 'simple');
  if (config.trustProxy)
    express.set(
      'trust proxy',
      config.trustProxy.split(',').map((part) => part.trim()),
    );
  compressJson(express);
  app.use(openRequest(requests, app.get(HttpMetrics), app.get(HealthRegistry)));
  app.use(securityHeaders());
  if (config.role === 'worker') app.use(operationsOnly());
  if (config.corsOrigins.length) {
    app.enableCors({
      origin: [...config.corsOrigins],
      exposedHeaders: ['X-Request-Id', 'Retry-After', 'RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'],
      maxAge: 600,
    });
  }
  app.use(readBody(limits.bodyBytes, { check }));
  if (config.swaggerEnabled && config.role !== 'worker') serveDocs(app);
  // Global guards given here run after those that modules provide: the caller is known when requests are counted.
  app.useGlobalGuards(app.get(RateLimitGuard));
}
