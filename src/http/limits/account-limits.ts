/**
 * What single accounts and API keys may use where it differs from the server's own limits. Filled whenever a credential is read, so
 * that looking costs nothing to who asks with one; whoever works for an account without a request of it asks for what is
 * current. Must know nothing of what is limited.
 */
import { Injectable } from '@nestjs/common';

/** By name; whole numbers, costs in millionths. Absent: the server's own. */
export type Limits = Readonly<Record<string, number>>;

@Injectable()
export class AccountLimits {
  /** By id of the account or key; only those that have limits of their own. */
  private readonly known = new Map<string, Limits>();
  private read?: (userId: string) => Promise<Limits | null>;

  /** Where limits are read; auth/, which has the accounts, says so. */
  readWith(read: (userId: string) => Promise<Limits | null>): void {
    this.read = read;
  }

  note(id: string, limits: Limits | null): void {
    if (limits) this.known.set(id, limits);
    else this.known.delete(id);
  }

  /** As the last request of the account or key in this process found them. */
  of(id: string): Limits | undefined {
    return this.known.get(id);
  }

  /**
   * Of an account as the database has them now: for jobs, whose process may never have seen a request of it. May be
   * asked within `Database.write`. Null: it has none of its own.
   */
  async current(userId: string): Promise<Limits | null> {
    if (!this.read) throw new Error('nobody said where the limits of accounts are read');
    return this.read(userId);
  }
}
