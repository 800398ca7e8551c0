/** Parses JSON bodies under their limit and refuses bodies nobody would read. Streams are left to their routes. */
import { isUtf8 } from 'node:buffer';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { AppError } from '../../common/app-error.js';
import { toAppError } from '../errors/to-app-error.js';
import { ANONYMOUS_JSON_BYTES, BODY_RULES, type BodyRule } from './body-rules.js';
import { checkJson, refuseNul } from './check-json.js';

/** Who may send more than signing in takes. */
export interface BodyGate {
  /** Rejects where the credentials of an Authorization header are not alive. */
  check(authorization: string): Promise<unknown>;
}

export function readBody(jsonBytes: number, gate: BodyGate): RequestHandler {
  const parsers = new Map<number, RequestHandler>();
  const parserFor = (limit: number): RequestHandler => {
    const known = parsers.get(limit) ?? express.json({ limit, type: () => true, verify: refuseOtherThanUtf8 });
    parsers.set(limit, known);
    return known;
  };
  const read = async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    if (request.url.includes('%00')) refuseNul('\0', 'url');
    if (!hasBody(request)) return next();
    const type = contentType(request);
    const rule = BODY_RULES.find(({ path, methods }) => methods.includes(request.method) && path.test(request.path));
    if (rule?.streams?.includes(type)) return next();
    if (type !== 'application/json' && !/^application\/[\w.-]+\+json$/.test(type)) {
      throw new AppError('unsupported_media_type');
    }
    const limit = rule?.jsonBytes ?? jsonBytes;
    const refusal = isSmall(request) ? undefined : await refusalOf(request, gate);
    const parse = parserFor(refusal ? Math.min(limit, ANONYMOUS_JSON_BYTES) : limit);
    parse(request, response, checked(request, rule, refusal ? refusing(refusal, next) : next));
  };
  return (request, response, next) => {
    read(request, response, next).catch(next);
  };
}

/** JSON is UTF-8 (RFC 8259, section 8.1); anything else would be saved as replacement characters. */
function refuseOtherThanUtf8(_request: unknown, _response: unknown, bytes: Buffer, encoding: string): void {
  if (encoding !== 'utf-8' || isUtf8(bytes)) return;
  // The parser writes its own fields into what is thrown here.
  throw Object.assign(new Error('not UTF-8'), { type: 'entity.parse.failed' });
}

/** Whether it can come to no more than anybody may send; then nobody asks for credentials before their guard does. */
function isSmall({ headers }: Request): boolean {
  if (headers['transfer-encoding'] !== undefined || headers['content-encoding'] !== undefined) return false;
  return Number(headers['content-length']) <= ANONYMOUS_JSON_BYTES;
}

/** Why nothing is read beyond what signing in takes: callers without credentials that are alive need no more. */
async function refusalOf({ headers }: Request, gate: BodyGate): Promise<AppError | undefined> {
  if (!headers.authorization) return new AppError('payload_too_large');
  try {
    await gate.check(headers.authorization);
    return undefined;
  } catch (error) {
    return toAppError(error);
  }
}

/** A body that was too large only because of the credentials is refused for these. */
function refusing(refusal: AppError, next: NextFunction): NextFunction {
  return (error?: unknown) => next(error instanceof AppError && error.code === 'payload_too_large' ? refusal : error);
}

function checked(request: Request, rule: BodyRule | undefined, next: NextFunction): NextFunction {
  return (error?: unknown) => {
    if (error) return next(toAppError(error));
    try {
      checkJson(request.body, '', rule?.takesNul);
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
