/** The time in which this process leads: its rounds, at their intervals, until it is over. */
import type { Database } from '../database/database.js';
import type { Statement } from '../database/statement.js';

/** One round of work that only the leader does. */
export interface Round {
  /** Aborted when the lease is lost or the server stops. */
  readonly signal: AbortSignal;
  /** As `Database.batch`, but nothing is written where another server leads by now: then it throws UnexpectedChanges. */
  batch(statements: readonly Statement[]): Promise<number[]>;
  /** The same for a batch that somebody else writes: put it at its end. */
  readonly fence: readonly Statement[];
}

export interface LeaderWork {
  /** For the log: what could not be done. */
  name: string;
  everyMs: number;
  run(round: Round): Promise<void>;
}

export class Term {
  private readonly ending = new AbortController();
  private readonly timers: NodeJS.Timeout[] = [];
  private readonly running = new Set<Promise<void>>();

  constructor(
    readonly number: number,
    private readonly database: Database,
    /** Empty on SQLite: the one server there is cannot be replaced. */
    private readonly fence: readonly Statement[],
    private readonly onError: (error: unknown, work: LeaderWork) => void,
  ) {}

  /** Begins a round now and one at every interval that finds the last one done. */
  begin(work: LeaderWork): void {
    let busy = false;
    const next = () => {
      if (busy || this.ending.signal.aborted) return;
      busy = true;
      const round = this.round(work).finally(() => {
        busy = false;
        this.running.delete(round);
      });
      this.running.add(round);
    };
    this.timers.push(setInterval(next, work.everyMs).unref());
    next();
  }

  /** Resolves when the last round has noticed. */
  async end(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    this.ending.abort(new Error('another server leads, or this one stops'));
    await Promise.all(this.running);
  }

  private async write(statements: readonly Statement[]): Promise<number[]> {
    const changes = await this.database.batch([...statements, ...this.fence]);
    return changes.slice(0, statements.length);
  }

  private async round(work: LeaderWork): Promise<void> {
    const { signal } = this.ending;
    try {
      await work.run({ signal, fence: this.fence, batch: (statements) => this.write(statements) });
    } catch (error) {
      if (!signal.aborted) this.onError(error, work);
    }
  }
}
