/** Adds to each operation what every route can answer, so that rooms name only what is theirs. Pure. */
import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CODES, type ErrorCode, statusOf } from '../../common/error-codes.js';
import { errorResponse } from '../api-docs.decorators.js';

interface Operation {
  security?: Record<string, string[]>[];
  requestBody?: unknown;
  parameters?: unknown[];
  responses: Record<string, unknown>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

export function addCommonErrors(document: OpenAPIObject): OpenAPIObject {
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method] as Operation | undefined;
      if (operation) complete(operation);
    }
  }
  const schemas = { ...document.components?.schemas, Error: ERROR_SCHEMA as never };
  return { ...document, components: { ...document.components, schemas } };
}

function complete(operation: Operation): void {
  const isPublic = operation.security?.some((requirement) => Object.keys(requirement).length === 0) ?? false;
  if (isPublic) operation.security = [];
  const codes: ErrorCode[] = ['internal_error', 'rate_limited'];
  if (!isPublic) codes.push('unauthorized');
  if (operation.requestBody || operation.parameters?.length) codes.push('validation_failed');
  if (operation.requestBody) codes.push('payload_too_large', 'unsupported_media_type');
  for (const code of codes) operation.responses[statusOf(code)] ??= errorResponse([code]);
}

const ERROR_SCHEMA = {
  type: 'object',
  required: ['status', 'error', 'code', 'request_id'],
  properties: {
    status: { type: 'string', enum: ['error'] },
    error: { type: 'string', description: 'One sentence for a human.' },
    code: { type: 'string', enum: Object.keys(ERROR_CODES) },
    request_id: { type: 'string', description: 'Finds the request in the log.' },
    details: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'message'],
        properties: { field: { type: 'string' }, message: { type: 'string' } },
      },
    },
    retry_after: { type: 'integer', description: 'Seconds.' },
  },
};
