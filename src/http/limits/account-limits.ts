/**
 * What single accounts and API keys may use where it differs from the server's own limits. Filled whenever a credential is read, so
 * that looking costs nothing; must know nothing of what is limited.
 */
import { Injectable } from '@nestjs/common';

/** By name; whole numbers, costs in millionths. Absent: the server's own. */
export type Limits = Readonly<Record<string, number>>;

@Injectable()
export class AccountLimits {
  /** By id of the account or key; only those that have limits of their own. */
  private readonly known = new Map<string, Limits>();

  note(id: string, limits: Limits | null): void {
    if (limits) this.known.set(id, limits);
    else this.known.delete(id);
  }

  of(id: string): Limits | undefined {
    return this.known.get(id);
  }
}
