/** Security headers: nothing may be embedded, sniffed or run, except that /docs and the console run their own scripts. */
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

/** The web console: its own files and this API, nothing inline; HTML only through the sanitiser's own policy. */
const CONSOLE = {
  'default-src': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'object-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ['dompurify'],
};

export function securityHeaders(): RequestHandler {
  const api = withPolicy(NOTHING);
  const docs = withPolicy(DOCS);
  const page = withPolicy(CONSOLE);
  const of = (path: string) => (/^\/docs(\/|$)/.test(path) ? docs : /^\/($|assets\/)/.test(path) ? page : api);
  return (request, response, next) => {
    // What an account sees is nobody's to keep; a route that knows better says so itself.
    if (request.path.startsWith('/api/')) response.setHeader('Cache-Control', 'no-store');
    of(request.path)(request, response, next);
  };
}

function withPolicy(directives: Record<string, string[]>) {
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginEmbedderPolicy: false,
    // TLS ends at a proxy where there is one; over plain http browsers ignore this header.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  });
}
