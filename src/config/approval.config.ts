import type { Environment } from './variables.js';

/** How long calls of tools wait for a yes. */
export class ApprovalConfig {
  readonly expiresMs: number;

  constructor(env: Pick<Environment, 'TOOL_APPROVAL_EXPIRES'>) {
    this.expiresMs = env.TOOL_APPROVAL_EXPIRES * 1000;
  }
}
