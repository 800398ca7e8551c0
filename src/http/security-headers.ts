/** Security headers: nothing may be embedded, sniffed or run, except that /docs may run its own scripts. */
import type { RequestHandler } from 'express';
import helmet from 'helmet';

const NOTHING = { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"], 'base-uri': ["'none'"] };
const DOCS = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'connect-src': ["'self'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
};

export function securityHeaders(): RequestHandler {
  const api = withPolicy(NOTHING);
  const docs = withPolicy(DOCS);
  return (request, response, next) => (/^\/docs(\/|$)/.test(request.path) ? docs : api)(request, response, next);
}

function withPolicy(directives: Record<string, string[]>) {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginEmbedderPolicy: false,
    // TLS ends at a proxy where there is one; over plain http browsers ignore this header.
    strictTransportSecurity: { maxAge: 15552000, includeSubDomains: false },
  });
}
