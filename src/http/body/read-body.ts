/** Parses JSON bodies under their limit and refuses bodies nobody would read. Streams are left to their routes. */
import { isUtf8 } from 'node:buffer';
import express, { type NextFunction, type Request, type RequestHandler } from 'express';
import { AppError } from '../../common/app-error.js';
import { toAppError } from '../errors/to-app-error.js';
import { ANONYMOUS_JSON_BYTES, BODY_RULES, type BodyRule } from './body-rules.js';
import { checkJson, refuseNul } from './check-json.js';

export function readBody(jsonBytes: number): RequestHandler {
  const parsers = new Map<number, RequestHandler>();
  const parserFor = (limit: number): RequestHandler => {
    const known = parsers.get(limit) ?? express.json({ limit, type: () => true, verify: refuseOtherThanUtf8 });
    parsers.set(limit, known);
    return known;
  };
  return (request, response, next) => {
    if (request.url.includes('%00')) refuseNul('\0', 'url');
    if (!hasBody(request)) return next();
    const type = contentType(request);
    const rule = BODY_RULES.find(({ path, methods }) => methods.includes(request.method) && path.test(request.path));
    if (rule?.streams?.includes(type)) return next();
    if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type)) {
      throw new AppError('unsupported_media_type');
    }
    parserFor(limitOf(request, rule, jsonBytes))(request, response, checked(request, next));
  };
}

/** JSON is UTF-8 (RFC 8259, section 8.1); anything else would be saved as replacement characters. */
function refuseOtherThanUtf8(_request: unknown, _response: unknown, bytes: Buffer, encoding: string): void {
  if (encoding !== 'utf-8' || isUtf8(bytes)) return;
  // The parser writes its own fields into what is thrown here.
  throw Object.assign(new Error('not UTF-8'), { type: 'entity.parse.failed' });
}

/** Nothing is read for callers without credentials beyond what signing in takes. */
function limitOf(request: Request, rule: BodyRule | undefined, jsonBytes: number): number {
  const limit = rule?.jsonBytes ?? jsonBytes;
  return request.headers.authorization ? limit : Math.min(limit, ANONYMOUS_JSON_BYTES);
}

function checked(request: Request, next: NextFunction): NextFunction {
  return (error?: unknown) => {
    if (error) return next(toAppError(error));
    try {
      checkJson(request.body);
    } catch (refusal) {
      return next(refusal);
    }
    next();
  };
}

function hasBody({ headers }: Request): boolean {
  if (headers['transfer-encoding'] !== undefined) return true;
  return headers['content-length'] !== undefined && headers['content-length'] !== '0';
}

function contentType(request: Request): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
}
