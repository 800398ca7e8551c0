import type { Readiness } from './health-registry.js';

/** `status` is `success` when ready and `error` when not, with the failing checks named. */
export function toReadyView({ ready, checks }: Readiness) {
  return { status: ready ? 'success' : 'error', checks };
}

export const READY_RESPONSE = {
  checks: {
    type: 'object',
    additionalProperties: {
      type: 'object',
      required: ['ok'],
      properties: { ok: { type: 'boolean' }, detail: { type: 'string' } },
    },
    example: { database: { ok: true, detail: 'sqlite' } },
  },
};
