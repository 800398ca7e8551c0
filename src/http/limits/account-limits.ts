/**
 * What single accounts may use where it differs from the server's own limits. Filled whenever a credential is read, so
 * that looking costs nothing; must know nothing of what is limited.
 */
import { Injectable } from '@nestjs/common';

/** By name; whole numbers, costs in millionths. Absent: the server's own. */
export type Limits = Readonly<Record<string, number>>;

@Injectable()
export class AccountLimits {
  /** Only accounts that have limits of their own. */
  private readonly known = new Map<string, Limits>();

  note(userId: string, limits: Limits | null): void {
    if (limits) this.known.set(userId, limits);
    else this.known.delete(userId);
  }

  of(userId: string): Limits | undefined {
    return this.known.get(userId);
  }
}
