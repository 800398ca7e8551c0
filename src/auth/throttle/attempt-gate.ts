/**
 * Lets as many attempts under one key run at once as may still fail: a hundred guesses sent together are no more than a
 * hundred sent in a row. Must know nothing of what is attempted.
 */
export class AttemptGate {
  private readonly lanes = new Map<string, Lane>();

  /** `left` gives how many more failures are allowed, or throws when there are none; asked again after each wait. */
  async run<T>(key: string, left: () => Promise<number>, attempt: () => Promise<T>): Promise<T> {
    const lane = this.lanes.get(key) ?? { running: 0, settled: 0, present: 0, waiting: [] };
    this.lanes.set(key, lane);
    lane.present++;
    try {
      await enter(lane, left);
      try {
        return await attempt();
      } finally {
        lane.running--;
        lane.settled++;
        for (const wake of lane.waiting.splice(0)) wake();
      }
    } finally {
      if (--lane.present === 0) this.lanes.delete(key);
    }
  }
}

interface Lane {
  running: number;
  /** Attempts that ended: a count read before one ended is out of date. */
  settled: number;
  present: number;
  waiting: (() => void)[];
}

async function enter(lane: Lane, left: () => Promise<number>): Promise<void> {
  for (;;) {
    const settled = lane.settled;
    const allowed = await left();
    if (settled !== lane.settled) continue;
    if (lane.running < allowed) break;
    await new Promise<void>((resolve) => lane.waiting.push(resolve));
  }
  lane.running++;
}
