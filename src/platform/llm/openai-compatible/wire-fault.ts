/** Turns what a model server answers instead of an answer into typed errors. Nothing it wrote reaches a user; the cause is for the log. */
import type { ErrorCode } from '../../../common/error-codes.js';
import { UpstreamError, type UpstreamFault } from '../upstream-error.js';
import { parseWireChunk } from './wire-chunk.js';

/** Of what a server wrote, only a word like this reaches the log: its sentences may quote the prompt, or our key. */
const CODE_WORD = /^[a-z][a-z0-9_.]{0,59}$/i;
const MAX_DETAIL = 200;

const SENTENCES: Partial<Record<number, string>> = {
  400: 'The model server did not accept the request.',
  401: 'The model server refused our credentials; LLM_API_KEY needs to be checked.',
  403: 'The model server refused access; LLM_API_KEY needs to be checked.',
  404: 'The model server has nothing under that address; LLM_API_URL needs to be checked.',
  413: 'The request is too large for the model server.',
};

interface WireErrorDetail {
  /** For telling what is wrong, never for the log. */
  message: string;
  /** Empty where the server gave none. */
  code: string;
}

/** An error object inside a stream that began well. */
export function streamFault(error: unknown): UpstreamError {
  const { code } = detailOf(error);
  return new UpstreamError('stream_error', { cause: new Error(`error in the stream: ${code || 'without a code'}`) });
}

/** An HTTP status that is no answer. `retryAfter` in seconds. */
export function statusFault(status: number, body: string, retryAfter?: number): UpstreamError {
  const parsed = parseWireChunk(body) as { error?: unknown } | undefined;
  const { message, code } = detailOf(parsed?.error ?? parsed);
  const cause = new Error(`HTTP ${status}: ${code || 'without a code'}`);
  const options = { upstreamStatus: status, retryAfter, cause };
  if (status === 429) return new UpstreamError('status', { ...options, code: 'upstream_rate_limited' });
  if (isUnknownModel(status, code, message))
    return new UpstreamError('status', { ...options, code: 'model_not_found' });
  if (code === 'context_length_exceeded') {
    const sentence = 'The conversation is longer than this model can read.';
    return new UpstreamError('status', { ...options, code: 'upstream_rejected', message: sentence });
  }
  const rejected: ErrorCode = status >= 400 && status < 500 ? 'upstream_rejected' : 'upstream_error';
  return new UpstreamError('status', { ...options, code: rejected, message: SENTENCES[status] });
}

/** A connection that could not be made, or broke. */
export function socketFault(error: unknown, connected: boolean): UpstreamError {
  const code = (error as { code?: unknown } | null)?.code;
  const fault: UpstreamFault = code === 'UND_ERR_CONNECT_TIMEOUT' ? 'connect_timeout' : connected ? 'reset' : 'refused';
  return new UpstreamError(fault, { cause: error });
}

/** `Retry-After` (RFC 9110, 10.2.3) in seconds: a number, or a date. */
export function retryAfterSeconds(header: string | string[] | undefined, nowMs: number): number | undefined {
  const value = Array.isArray(header) ? header[0] : header;
  if (value === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(value.trim())) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - nowMs) / 1000));
}

/** Whether a refusal is about `stream_options`, which older servers do not know. */
export function refusesUsageOption(status: number, body: string): boolean {
  return (status === 400 || status === 422) && /stream_options|include_usage/.test(body);
}

/** Whether a refusal of a request with tools is about them. */
export function refusesTools(status: number, body: string): boolean {
  return (status === 400 || status === 422) && /tool|function/i.test(body);
}

/** About credentials and rates, whatever words come with it. */
const NEVER_OF_IMAGES: ReadonlySet<number> = new Set([401, 429]);
/** About who may use what: it tells nothing of the model. */
const NEVER_OF_MODEL: ReadonlySet<number> = new Set([401, 403, 404, 429]);
/** How servers say that a model takes no images at all, as against one image that is broken, too large or of the wrong kind. */
const LACKS_SIGHT = [
  /(?:not|n't|no) (?:support|accept) (?:for )?(?:images?\b(?: inputs?\b)?|image_url\b|vision\b|multi-?modal)(?!s? (?:formats?|types?|files?|urls?|sizes?|of|with|in|over|larger|bigger)\b)/,
  /\b(?:images|(?:images?|vision|multi-?modal) (?:inputs?|contents?)|vision) (?:is|are) not (?:supported|enabled|available)/,
  /\bnot an? (?:multi-?modal|vision)/,
  /\bno vision\b/,
  /\bmmproj\b/,
  /only supported by certain models/,
  /unknown variant .{0,3}image_url/,
  /at most 0 image/,
  /missing data required for image/,
];

/** Whether a refusal of a request with images is about them. Some servers (llama.cpp) answer 500 for it. */
export function refusesImages(status: number, body: string): boolean {
  if (status < 400 || status > 500 || NEVER_OF_IMAGES.has(status)) return false;
  return /image|\bvision\b|multi-?modal|mmproj|content type|content parts/i.test(body);
}

/** Whether such a refusal says that the model takes no images at all. */
export function lacksSight(status: number, body: string): boolean {
  if (NEVER_OF_MODEL.has(status) || !refusesImages(status, body)) return false;
  const words = body.toLowerCase();
  return LACKS_SIGHT.some((pattern) => pattern.test(words));
}

function isUnknownModel(status: number, code: string, message: string): boolean {
  return code === 'model_not_found' || (status === 404 && /\bmodel\b/i.test(message));
}

function detailOf(error: unknown): WireErrorDetail {
  const fields = (typeof error === 'object' && error !== null ? error : { message: error }) as Record<string, unknown>;
  const message = typeof fields.message === 'string' ? fields.message.slice(0, MAX_DETAIL) : '';
  const word = (value: unknown) => (typeof value === 'string' && CODE_WORD.test(value) ? value : '');
  return { message, code: word(fields.code) || word(fields.type) };
}
