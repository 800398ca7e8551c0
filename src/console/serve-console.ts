/** Answers the paths of the page; every other request goes on untouched. */
import type { Request, RequestHandler, Response } from 'express';
import type { ConsoleFile, ConsoleFiles } from './console-files.js';

export function serveConsole(files: ConsoleFiles): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    // Nest mounts middleware: `request.path` is what is left after the mount.
    const file = files.get(request.originalUrl.split('?', 1)[0]!);
    if (file) return send(file, request, response);
    next();
  };
}

function send({ type, maxAge, bodies }: ConsoleFile, request: Request, response: Response): void {
  const encoding = request.acceptsEncodings('br', 'gzip', 'identity');
  const packed = encoding === 'br' || encoding === 'gzip' ? bodies[encoding] : undefined;
  const body = packed ?? bodies.identity;
  response.vary('Accept-Encoding');
  if (packed) response.setHeader('Content-Encoding', encoding as string);
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', body.length);
  response.setHeader('Cache-Control', maxAge ? `public, max-age=${maxAge}, immutable` : 'no-cache');
  response.end(request.method === 'HEAD' ? undefined : body);
}
