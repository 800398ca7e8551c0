/** What every answer must be, whatever was asked. */
import { type ErrorCode, ERROR_CODES, statusOf } from '../../../src/common/error-codes.js';
import type { WireAnswer } from './wire.js';

/** Traces of stacks, paths and drivers: nobody outside has a use for them, but one. */
const INSIDES = /\bat [^\n]*:\d+:\d+\)?|node_modules|SQLITE_|QueryFailed|\/src\/|dist\//;

/** Undefined where the answer keeps the rules; else what it breaks. */
export function problemOf(method: string, { status, headers, text }: WireAnswer): string | undefined {
  if (status >= 500) return `${status}: ${text.slice(0, 300)}`;
  if (status < 200) return `${status} is no answer`;
  const isJson = `${headers['content-type']}`.startsWith('application/json');
  if (method === 'HEAD') return undefined;
  const body = isJson ? parsed(text) : undefined;
  if (isJson && body === undefined) return `${status} with JSON that is none: ${text.slice(0, 300)}`;
  return status < 400 ? undefined : problemOfError(status, headers['x-request-id'], body);
}

function problemOfError(status: number, requestId: unknown, body: Record<string, unknown> | undefined) {
  if (!body) return `${status} without an error body`;
  const { code, error, details = [] } = body;
  if (body.status !== 'error' || typeof error !== 'string' || !error) return `${status}: no sentence`;
  if (typeof code !== 'string' || !(code in ERROR_CODES)) return `${status}: code ${String(code)} is not registered`;
  if (statusOf(code as ErrorCode) !== status) return `${code} with status ${status}`;
  if (body.request_id !== requestId)
    return `request id ${String(body.request_id)} in the body, ${String(requestId)} outside`;
  if (!Array.isArray(details) || !details.every(isDetail)) return `${code}: details of another shape`;
  if (INSIDES.test(error)) return `${code} tells of the inside: ${error.slice(0, 200)}`;
  return undefined;
}

const isDetail = (detail: unknown) => {
  const { field, message } = (detail ?? {}) as Record<string, unknown>;
  return typeof field === 'string' && typeof message === 'string';
};

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
