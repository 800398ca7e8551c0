/** Short ways for a route to say what it answers, in the envelopes of this API. They describe; they change nothing. */
import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode, statusOf } from '../common/error-codes.js';

/** A JSON schema, e.g. `{ type: 'integer' }`. */
type Schema = Record<string, unknown>;
/** What stands under a name in an answer: a class, `[class]` for a list of them, or a schema. */
type Member = Type | [Type] | Schema;

/** The error codes a route answers with, beyond those every route has (401, 429, 500 and 400 for bad input). */
export function ApiErrors(...codes: ErrorCode[]) {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  return applyDecorators(...[...byStatus].map(([status, same]) => ApiResponse({ status, ...errorResponse(same) })));
}

/** `{"status":"success", <members>}`; without members the bare acknowledgement. 200 unless `status` says otherwise. */
export function ApiSuccess(
  members: Record<string, Member> = {},
  { status = 200, description = 'Done.', optional = [] as string[] } = {},
) {
  const properties = Object.fromEntries(Object.entries(members).map(([name, member]) => [name, schemaOf(member)]));
  const required = ['status', ...Object.keys(members).filter((name) => !optional.includes(name))];
  const schema = { type: 'object', required, properties: { status: successSchema(), ...properties } };
  return applyDecorators(ApiExtraModels(...classesOf(members)), response(status, description, schema));
}

/** `{"status":"success","data":[…],"has_more","next_cursor"}` of api.md. */
export function ApiList(item: Type, { description = 'One page, in order.' } = {}) {
  const properties = {
    status: successSchema(),
    data: { type: 'array', items: { $ref: getSchemaPath(item) } },
    has_more: { type: 'boolean' },
    next_cursor: { type: ['string', 'null'], description: 'Give it as `cursor` to get the next page.' },
  };
  const schema = { type: 'object', required: Object.keys(properties), properties };
  return applyDecorators(ApiExtraModels(item), response(200, description, schema));
}

/** A route that answers with server-sent events, always or (beside ApiSuccess) when asked to. */
export function ApiEventStream(description: string) {
  const content = { 'text/event-stream': { schema: { type: 'string' as const } } };
  return applyDecorators(ApiResponse({ status: 200, description, content }));
}

/** One line for the list of routes, and more text below it. */
export function ApiSummary(summary: string, description?: string) {
  return ApiOperation({ summary, description });
}

/** The description and the body of an error answer for codes of one status; the document builder uses it too. */
export function errorResponse(codes: readonly ErrorCode[]) {
  const examples = Object.fromEntries(
    codes.map((code) => {
      const value = { status: 'error', error: ERROR_CODES[code][1], code, request_id: 'b6d7f0c2' };
      return [code, { summary: code, value }];
    }),
  );
  const description = codes.map((code) => `\`${code}\`: ${ERROR_CODES[code][1]}`).join('\n\n');
  return { description, content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' }, examples } } };
}

function response(status: number, description: string, schema: Schema) {
  return ApiResponse({ status, description, content: { 'application/json': { schema } } });
}

function successSchema(): Schema {
  return { type: 'string', enum: ['success'] };
}

function schemaOf(member: Member): Schema {
  if (Array.isArray(member)) return { type: 'array', items: { $ref: getSchemaPath(member[0]) } };
  return typeof member === 'function' ? { $ref: getSchemaPath(member) } : member;
}

function classesOf(members: Record<string, Member>): Type[] {
  return Object.values(members).flatMap((member) => {
    if (Array.isArray(member)) return member;
    return typeof member === 'function' ? [member as Type] : [];
  });
}
