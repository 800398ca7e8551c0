/** Security headers: nothing may be embedded, sniffed or run, except that /docs and the console run their own scripts. */
import type { IncomingMessage, ServerResponse } from 'node:http';
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
    for (const [name, value] of of(request.path)) response.setHeader(name, value);
    next();
  };
}

/** The headers helmet sets. They are the same for every request, and it takes fourteen steps each time. */
function withPolicy(directives: Record<string, string[]>): [name: string, value: string][] {
  const headers: [name: string, value: string][] = [];
  const answer = {
    setHeader: (name: string, value: string) => headers.push([name, value]),
    removeHeader: () => undefined,
  };
  const set = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginEmbedderPolicy: false,
    // TLS ends at a proxy where there is one; over plain http browsers ignore this header.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  });
  set({} as IncomingMessage, answer as unknown as ServerResponse, (error?: unknown) => {
    if (error) throw error;
  });
  return headers;
}
