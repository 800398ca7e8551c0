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
  private readonly checks = new Map<string, HealthCheck>();
  private leaving = false;

  /** A check that is not ok, throws or takes longer than 2 s makes the server not ready. */
  register(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  /** From here on the server is not ready, so that no new traffic is sent to it. */
  beginShutdown(): void {
    this.leaving = true;
  }

  get shuttingDown(): boolean {
    return this.leaving;
  }

  async readiness(): Promise<Readiness> {
    const results = await Promise.all([...this.checks].map(async ([name, check]) => [name, await run(check)] as const));
    const checks: Record<string, CheckResult> = Object.fromEntries(results);
    if (this.leaving) checks.server = { ok: false, detail: 'shutting down' };
    return { ready: Object.values(checks).every(({ ok }) => ok), checks };
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
