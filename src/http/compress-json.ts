/**
 * Compresses large JSON answers. It hooks `response.send`, which only whole answers go through: streams are never
 * touched, and small answers cost one comparison.
 */
import { constants, gzip } from 'node:zlib';
import type { Express, Response } from 'express';

const MIN_LENGTH = 1024;

export function compressJson(express: Express): void {
  const send = express.response.send;
  express.response.send = function sendCompressed(this: Response, body?: unknown) {
    if (typeof body !== 'string' || body.length < MIN_LENGTH || !takesGzip(this)) return send.call(this, body);
    gzip(body, { level: constants.Z_BEST_SPEED + 2 }, (error, packed) => {
      if (this.destroyed || this.headersSent) return;
      if (error) {
        send.call(this, body);
        return;
      }
      this.setHeader('Content-Encoding', 'gzip');
      send.call(this, packed);
    });
    return this;
  };
}

function takesGzip(response: Response): boolean {
  if (!/json|text\/plain/.test(String(response.getHeader('Content-Type') ?? ''))) return false;
  response.vary('Accept-Encoding');
  return response.req.method !== 'HEAD' && Boolean(response.req.acceptsEncodings('gzip'));
}
