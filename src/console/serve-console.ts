/** Answers the paths of the page; every other request goes on untouched. */
import type { Request, RequestHandler, Response } from 'express';
import { methodsOn } from '../http/errors/allowed-methods.js';
import type { ConsoleFile, ConsoleFiles } from './console-files.js';

/** Asking a route that is not there would be an error in every visitor's browser log: the page asks here first. */
const FEATURES: Record<string, string> = {
  agents: '/api/chat/agents',
  tones: '/api/chat/tones',
  tools: '/api/chat/tools',
  memories: '/api/memory',
  timeseries: '/api/stats/timeseries',
  config: '/api/admin/config',
};

export function serveConsole(files: ConsoleFiles): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return next();
    // Nest mounts middleware: `request.path` is what is left after the mount.
    const path = request.originalUrl.split('?', 1)[0]!;
    const file = files.get(path);
    if (file) return send(file, request, response);
    if (path === '/console.json') return sendFeatures(request, response);
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

function sendFeatures(request: Request, response: Response): void {
  const present = Object.entries(FEATURES).filter(([, path]) => methodsOn(request.app, path).includes('GET'));
  response.setHeader('Cache-Control', 'no-cache');
  response.json({ status: 'success', features: present.map(([name]) => name) });
}
