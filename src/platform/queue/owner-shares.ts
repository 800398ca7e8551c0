/** How many tokens of an account wait in a queue: the more there are, the further back the next one goes. */
import type { RedisLink } from '../redis/redis-link.js';
import type { JobRow } from './job-table.js';

/** A count that went wrong when a server died is right again after so long without a job. */
const FORGET_MS = 10 * 60_000;
const LESS = `if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then return redis.call('DECR', KEYS[1]) end
return 0`;

type Whose = Pick<JobRow, 'kind' | 'user_id'>;

export class OwnerShares {
  constructor(private readonly link: RedisLink) {}

  /** Counts one more; gives how many there were. */
  async next(whose: Whose): Promise<number> {
    const key = this.keyOf(whose);
    const [count] = await Promise.all([this.link.commands.incr(key), this.link.commands.pexpire(key, FORGET_MS)]);
    return count - 1;
  }

  /** One was run. Where Redis is away there is nothing to count. */
  async done(whose: Whose): Promise<void> {
    if (!this.link.isReady) return;
    try {
      await this.link.commands.eval(LESS, 1, this.keyOf(whose));
    } catch (error) {
      if (!this.link.isGone(error)) throw error;
    }
  }

  private keyOf({ kind, user_id: userId }: Whose): string {
    return this.link.key('jobs', kind, userId);
  }
}
