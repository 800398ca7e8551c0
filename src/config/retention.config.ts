import type { Environment } from './variables.js';

/** How long things are kept, in days; 0: for ever. */
export class RetentionConfig {
  readonly sessionDays: number;
  readonly turnDays: number;
  readonly auditDays: number;

  constructor(env: Environment) {
    this.sessionDays = env.RETENTION_SESSION_DAYS;
    this.turnDays = env.RETENTION_TURN_DAYS;
    this.auditDays = env.RETENTION_AUDIT_DAYS;
  }
}
