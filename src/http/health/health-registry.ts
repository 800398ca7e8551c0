/** Where rooms name what they depend on; `/health/ready` asks all of it. Knows no room. */
import { Injectable } from '@nestjs/common';
import { withDeadline } from '../../common/deadline.js';

export interface CheckResult {
  ok: boolean;
  /** One sentence; never a secret. */
  detail?: string;
}

export type HealthCheck = (signal: AbortSignal) => CheckResult | Promise<CheckResult>;

export interface Readiness {
  ready: boolean;
  checks: Record<string, CheckResult>;
}

/** A check that takes longer has failed. */
const CHECK_MS = 2000;

@Injectable()
export class HealthRegistry {
  private readonly checks = new Map<string, { check: HealthCheck; required: boolean }>();
  private draining = false;
  private leaving = false;

  /**
   * A check that is not ok, throws or takes longer than 2 s makes the server not ready. With `required: false` it is
   * only told: for what the server can do without, such as the model server, which a restart of ours would not mend.
   */
  register(name: string, check: HealthCheck, { required = true } = {}): void {
    this.checks.set(name, { check, required });
  }

  /** From here on the server is not ready, so that no new traffic is sent to it; what still comes is answered. */
  beginDraining(): void {
    this.draining = true;
  }

  /** From here on it refuses what comes. */
  beginShutdown(): void {
    this.draining = true;
    this.leaving = true;
  }

  get shuttingDown(): boolean {
    return this.leaving;
  }

  async readiness(): Promise<Readiness> {
    const checks: Record<string, CheckResult> = {};
    let ready = !this.draining;
    await Promise.all(
      [...this.checks].map(async ([name, { check, required }]) => {
        const result = await run(check);
        checks[name] = result;
        if (required && !result.ok) ready = false;
      }),
    );
    if (this.draining) checks.server = { ok: false, detail: 'shutting down' };
    return { ready, checks };
  }
}

async function run(check: HealthCheck): Promise<CheckResult> {
  try {
    const result = await withDeadline(CHECK_MS, undefined, async (signal) => check(signal));
    return result === 'late' ? { ok: false, detail: `no answer within ${CHECK_MS} ms` } : result;
  } catch (error) {
    return { ok: false, detail: (error as { code?: string }).code ?? 'failed' };
  }
}
